"""A participant's token: signed, carrying all it says, so that no table is asked who somebody is.

72 characters: version, workshop, person, role and time of issue in 42 bytes, then 12 bytes of HMAC-SHA-256.
A cookie holds several, newest first: a shared tablet speaks for a whole table.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from functools import lru_cache

ROLES = ("participant", "observer", "mediator", "scribe")
VERSION = 1
BODY = struct.Struct(">B16s16sBQ")
MAC = 12
MOST = 40
BETWEEN = "."


@dataclass(frozen=True, slots=True)
class Holding:
    """What a token says: this browser speaks for that person in that workshop; `issued` in ms since 1970."""

    workshop: str
    person: str
    role: str
    issued: int


def seal(secret: str, holding: Holding) -> str:
    """The token of a holding. Ids are 32 hex digits."""
    body = BODY.pack(
        VERSION,
        bytes.fromhex(holding.workshop),
        bytes.fromhex(holding.person),
        ROLES.index(holding.role),
        holding.issued,
    )
    return base64.urlsafe_b64encode(body + signed(secret, body)).decode()


def unseal(secret: str, token: str) -> Holding | None:
    """What a token says, or None when it isn't one of ours."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    body, mac = raw[: BODY.size], raw[BODY.size :]
    if len(body) < BODY.size or not hmac.compare_digest(mac, signed(secret, body)):
        return None
    version, workshop, person, role, issued = BODY.unpack(body)
    if version != VERSION or role >= len(ROLES):
        return None
    return Holding(workshop.hex(), person.hex(), ROLES[role], issued)


def signed(secret: str, body: bytes) -> bytes:
    """The signature of a token's body."""
    return hmac.digest(key(secret), body, "sha256")[:MAC]


@lru_cache(maxsize=4)
def key(secret: str) -> bytes:
    """The key that signs tokens; it serves nothing else."""
    return hmac.digest(secret.encode(), b"officina participant token", "sha256")


def holdings(secret: str, jar: str) -> list[Holding]:
    """Everything a cookie holds, newest first; what is forged or broken is passed over."""
    found = [unseal(secret, token) for token in jar.split(BETWEEN)[:MOST]]
    return [holding for holding in found if holding]


def add(secret: str, jar: str, holding: Holding) -> str:
    """The cookie with one more holding in front; a person's older token and those past the fortieth go."""
    others = [
        each
        for each in holdings(secret, jar)
        if (each.workshop, each.person) != (holding.workshop, holding.person)
    ]
    return BETWEEN.join(seal(secret, each) for each in [holding, *others][:MOST])


def remove(secret: str, jar: str, person: str) -> str:
    """The cookie without a person."""
    return BETWEEN.join(seal(secret, each) for each in holdings(secret, jar) if each.person != person)
