"""Says where a request is from, for counting what was guessed wrongly."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.requests import HTTPConnection

HOMES = 64  # bits of an IPv6 address that are given to one home; the rest anybody there can choose


def place_of(asked: HTTPConnection) -> str:
    """The visitor's address; of an IPv6 address the network, or whoever has one could guess from 2^64 places."""
    said = asked.client.host if asked.client else ""
    try:
        found = ip_address(said.partition("%")[0])
    except ValueError:
        return said
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((found, HOMES), strict=False))
