"""The scripted people of a rehearsal, and the words they have: read from data, chosen by zone and stage."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "methods" / "rehearsal" / "cast.toml"
PARTS = ("", "late", "help", "rude", "offline")
MOTHER = "it"


@dataclass(frozen=True, slots=True)
class Actor:
    """One of the people: the how manyeth, what they go by, the language they write first, the part they play."""

    n: int
    alias: str
    lang: str
    part: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, and everything they may say."""

    actors: tuple[Actor, ...]
    paper: str  # who has no phone
    slips: tuple[str, ...]  # what she hands over to be typed
    rude: str
    zones: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  # words of a zone's name → what fits there
    stages: dict[str, dict[str, tuple[str, ...]]]
    titles: tuple[str, ...]


Line = tuple[str, str]  # what is written, and its language


@cache
def lines(zones: tuple[str, ...], stage: str, places: tuple[int, ...]) -> dict[tuple[int, int], Line]:
    """What each actor writes as each of their notes on a board with these zones, by (actor, place); nothing twice.

    `places` says how many each wants to write; who comes when all has been said writes less.
    """
    cast, written = the_cast(), dict[tuple[int, int], Line]()
    pool = cast.stages.get(stage) or next(iter(cast.stages.values()))
    used: set[str] = set()
    for place in range(max(places, default=0)):
        for actor in cast.actors:
            if place >= places[actor.n]:
                continue
            zone = zones[(actor.n + place) % len(zones)]
            fits = next((said for words, said in cast.zones if fitting(zone, words)), ())
            said = own(actor, pool) if place == 0 else ()
            offers = [(text, actor.lang) for text in said] + [(text, MOTHER) for text in (*fits, *pool[MOTHER])]
            line = next((each for each in offers if each[0] not in used), None)
            if line is not None:
                used.add(line[0])
                written[actor.n, place] = line
    return written


def own(actor: Actor, pool: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What somebody writes in another language than the room's."""
    return pool.get(actor.lang, ()) if actor.lang != MOTHER else ()


def fitting(zone: str, words: tuple[str, ...]) -> bool:
    """Does a word of the zone's id or title begin like one of these?"""
    named = zone.lower().replace("-", " ").split()
    return any(each == word if len(word) < 4 else each.startswith(word) for each in named for word in words)


@cache
def the_cast() -> Cast:
    """The cast as it is written. Raises `ValueError` for a part that nobody can play."""
    data: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    actors = tuple(
        Actor(n, each["alias"], each["lang"], each.get("part", "")) for n, each in enumerate(data["people"])
    )
    if any(actor.part not in PARTS for actor in actors):
        raise ValueError("part")
    return Cast(
        actors=actors, paper=data["paper"]["alias"], slips=tuple(data["paper"]["says"]), rude=data["rude"][0],
        zones=tuple((tuple(each["words"]), tuple(each[MOTHER])) for each in data["zones"]),
        stages={
            stage: {lang: tuple(said) for lang, said in pool.items()} for stage, pool in data["stages"].items()
        },
        titles=tuple(data["titles"][MOTHER]),
    )  # fmt: skip


def id_of(*parts: object) -> str:
    """Always the same 128 bits for the same thing, so that whoever plays on does nothing twice."""
    return hashlib.sha256(":".join(str(part) for part in parts).encode()).hexdigest()[:32]


def chance(*parts: object) -> float:
    """Always the same number from 0 to 1 for the same thing."""
    return int(id_of("chance", *parts)[:8], 16) / 0xFFFFFFFF
