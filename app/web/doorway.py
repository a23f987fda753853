"""The door of the live line for phones: whose own tokens say all there is to know is let in without a question."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import cookie_parser

from app.live.opening import Opening
from app.live.pens import DirectPen
from app.live.straight import Door, Straight

from . import tokens
from .caller import Caller
from .guard import cookie, hostname, origin_is_ours
from .house import House
from .identity import choice
from .language import COOKIE
from .socket import Talk

LIVE = "/live/"


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a phone is let in: hosts and origins of ours, the cookies' names, and who signs the tokens."""

    secret: str
    hosts: frozenset[str]
    origins: tuple[str, ...]
    session: str
    people: str

    def caller(self, asked: Opening) -> Caller | None:
        """The participants who ask. None for everybody else, right or wrong: they go the ordinary way."""
        headers = asked.headers
        if not asked.path.startswith(LIVE) or hostname(headers.get("host", "")) not in self.hosts:
            return None
        workshop = asked.path.removeprefix(LIVE)
        jar = cookie_parser(headers.get("cookie", ""))
        held = frozenset(one.person for one in self.holdings(headers, jar) if one.workshop == workshop)
        chosen = tuple(filter(None, (choice(jar, COOKIE),)))
        browser = headers.get("accept-language", "")
        return Caller(workshop, None, None, held, chosen=chosen, browser=browser) if held else None

    def holdings(self, headers: dict[str, str], jar: dict[str, str]) -> list[tokens.Holding]:
        """What the tokens of a request say; nothing when there is a session to be looked up, or another page asks."""
        signed = headers.get("authorization", "")
        if signed:
            found = tokens.unseal(self.secret, signed[7:].strip()) if signed[:7].lower() == "bearer " else None
            return [found] if found else []
        if jar.get(self.session) or not origin_is_ours(headers, self.origins):
            return []
        return tokens.holdings(self.secret, jar.get(self.people, ""))


def door(here: House) -> Door:
    """The door of a house."""
    settings = here.settings
    terms = Terms(
        settings.secret_key, frozenset(map(str.lower, settings.allowed_hosts)), settings.allowed_origins,
        cookie("officina", secure=settings.secure), cookie("officina_p", secure=settings.secure),
    )  # fmt: skip

    def open_(asked: Opening, line: Straight) -> Talk | None:
        caller = terms.caller(asked)
        return Talk(here, caller, DirectPen(line), line.hang_up) if caller is not None else None

    return open_
