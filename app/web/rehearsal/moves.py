"""What one scripted person does next, from what a phone would show them: one thing at a time, in its own time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.types import Command
from app.core.words import board, clusters, roster, tables, vote
from app.web import scenes
from app.web.scenes import Records

from .cast import Actor, Cast, chance, id_of, lines

WRITING = (0.08, 0.55)  # of a step's minutes: from when until when people write
SHORT, LONG = 2 * 60_000, 12 * 60_000  # ms; no step is taken for shorter or longer than this
AWAY = (0.15, 0.6)  # of a step's minutes, in which somebody without a network sends nothing
VOTING = (6_000, 75_000)  # ms after the ballot was seen
MOST = 3  # notes that one person has in mind
GATHERERS = 4  # every so manyeth makes groups, where everybody may


@dataclass(frozen=True, slots=True)
class Moment:
    """What somebody needs to know beside what they see: the time, how fast all goes, when they first saw a ballot.

    `order` is the how manyeth board of the evening this is, from 0.
    """

    workshop: str
    now: int
    pace: int
    order: int = 0
    voting_since: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """Something to do: what tells it from everything else this person does, and the command."""

    key: str
    data: Command


def next_move(cast: Cast, actor: Actor, person: str, seen: Records, at: Moment, done: set[str]) -> Move | None:
    """The first thing that is due and has not been tried; None while there is nothing to do, or phones are down."""
    found = scenes.scene(seen, at.workshop, person)
    if found.me is None or found.me["gone"]:
        return None
    if found.name == "vote":
        return first(voting(actor, person, seen, found, at), at, done)
    if found.activity is None or found.activity["tool"] != "board" or found.name in ("end", "lobby"):
        return None
    return first(at_board(cast, actor, person, seen, found, at), at, done)


def first(planned: Iterator[tuple[float, Move]], at: Moment, done: set[str]) -> Move | None:
    """The earliest of what is due and has not been tried."""
    due = [(when, move.key, move) for when, move in planned if when <= at.now and move.key not in done]
    return min(due, key=lambda each: each[:2])[2] if due else None


def clock(activity: scenes.Records, share: float, at: Moment) -> float:
    """The time at which this share of a step's minutes has gone by."""
    return moment_of(activity["minutes"], activity["started_at"] or at.now, at.pace, share)


def moment_of(minutes: int, started: int, pace: int, share: float) -> float:
    """The same, in ms, of a step of so many minutes that has started then."""
    return started + share * min(LONG, max(SHORT, minutes * 60_000)) / pace


def at_board(
    cast: Cast, actor: Actor, person: str, seen: Records, found: scenes.Scene, at: Moment
) -> Iterator[tuple[float, Move]]:
    """Sitting down, writing, calling for help, saying that one has finished, gathering, passing on."""
    activity, me = found.activity, found.me
    if me["table"] is None and found.workshop["seating"] == "choose":
        for table in seat_of(actor, seen):
            yield at.now, Move("sit", roster.Sit(id=person, table=table))
    if activity["rules"]["visitors"] and me["table"] and not (seen.get(me["table"]) or {}).get("hosted", True):
        yield clock(activity, 0.03, at), Move(f"host:{activity['id']}", tables.Host(id=me["table"], person=person))
    if scenes.writable(activity):
        yield from writing(cast, actor, seen, activity, at)
        if not me["ready"]:
            yield clock(activity, WRITING[1] + 0.03 * (actor.n % 4), at), Move(
                f"ready:{activity['id']}", roster.Ready(id=person)
            )
    if actor.part == "help" and at.order == 1:
        yield clock(activity, 0.3, at), Move("help", roster.CallForHelp(id=person))
    if activity["state"] == "shared":
        yield from together(cast, actor, person, seen, activity, me, at)


def seat_of(actor: Actor, seen: Records) -> list[str]:
    """The table that somebody sits down at, when there are any: they spread evenly."""
    known = sorted(scenes.of_kind(seen, "table"), key=lambda table: (table["order"], table["id"]))
    return [known[actor.n % len(known)]["id"]] if known else []


def writing(
    cast: Cast, actor: Actor, seen: Records, activity: scenes.Records, at: Moment
) -> Iterator[tuple[float, Move]]:
    """Somebody's notes, one to three, spread over the time for writing."""
    zones = activity["zones"] or [{"id": "", "title": ""}]
    most = activity["rules"]["notes"] or MOST
    places = tuple(min(most, wanted(each, activity)) for each in cast.actors)
    written = lines(tuple(f"{zone['id']} {zone['title']}" for zone in zones), activity["stage"], places)
    many = places[actor.n]
    for place in range(many):
        zone, said = zones[(actor.n + place) % len(zones)], written.get((actor.n, place))
        if actor.part == "rude" and at.order == 1 and place == 0:
            said = cast.rude, "it"
        id = id_of(at.workshop, actor.n, activity["id"], place)
        if said is None or id in seen:
            continue
        share = WRITING[0] + (WRITING[1] - WRITING[0]) * (place + chance(id)) / many
        if actor.part == "offline" and at.order == 0 and AWAY[0] < share < AWAY[1]:
            share = AWAY[1]
        add = board.AddNote(id=id, activity=activity["id"], zone=zone["id"], text=said[0], lang=said[1])
        yield clock(activity, share, at), Move(f"note:{id}", add)


def wanted(actor: Actor, activity: scenes.Records) -> int:
    """How many notes somebody has in mind for a step."""
    return int(1 + (actor.n + activity["order"]) % 2 + (actor.n % 4 == 0))


def together(
    cast: Cast, actor: Actor, person: str, seen: Records, activity: scenes.Records, me: scenes.Records, at: Moment
) -> Iterator[tuple[float, Move]]:
    """What people do once they see each other's notes: groups with a name, a card passed on."""
    rules, here = activity["rules"], activity["id"]
    notes = scenes.of_kind(seen, "note", activity=here)
    if rules["cluster"] == "all" and actor.n % GATHERERS < 2:
        loose = [note for note in notes if not note["clusters"] and note["table"] == me["table"]]
        if len(loose) >= 2:
            id, turn = id_of(at.workshop, actor.n, here, "group"), actor.n + activity["order"]
            chosen = tuple(note["id"] for note in loose[:3])
            title = cast.titles[turn % len(cast.titles)]
            group = clusters.CreateCluster(id=id, activity=here, title=title, notes=chosen)
            yield clock(activity, 0.4 + 0.05 * (actor.n % 8), at), Move(f"group:{id}", group)
    if rules["carry"] or rules["carry_table"]:
        own = [note for note in notes if f"own:{note['id']}" in seen and not note.get("from")]
        if own:
            card = clusters.Carry(id=own[0]["id"], to="", as_=id_of(at.workshop, actor.n, here, "card"))
            yield clock(activity, 0.7 + 0.02 * actor.n, at), Move(f"carry:{here}", card)


def voting(
    actor: Actor, person: str, seen: Records, found: scenes.Scene, at: Moment
) -> Iterator[tuple[float, Move]]:
    """Somebody's votes, one by one; ways of voting that nobody here knows are left out."""
    choose = VOTES.get(found.ballot["method"])
    chosen = choose(actor, seen, found.ballot) if choose else None
    if chosen is None:
        return
    target, value, share = chosen
    when = at.voting_since + (VOTING[0] + (VOTING[1] - VOTING[0]) * share) / at.pace
    cast = vote.Cast(ballot=found.ballot["id"], target=target, value=value)
    yield when, Move(f"vote:{target}:{value}:{found.ballot['id']}", cast)


Choice = tuple[str, int, float]  # the target, the value, and after which share of the time for voting


def taste(actor: Actor, target: str) -> float:
    """How little somebody cares for something, from 0 to 2: partly as most do, partly as they alone do."""
    return chance("liked", target) + chance(actor.n, target)


def next_dot(actor: Actor, seen: Records, ballot: scenes.Records) -> Choice | None:
    """The next dot, on what one likes most and may still have one."""
    settings, given = ballot["settings"], scenes.given(seen, ballot)
    dot = sum(given.values())
    free = [id for id in ballot["targets"] if given[id] < settings["max"]]
    if dot >= settings["dots"] or not free:
        return None
    liked = sorted(free, key=lambda id: (given[id], taste(actor, id)))[0]
    return liked, given[liked] + 1, (dot + chance(actor.n, ballot["id"], dot)) / settings["dots"]


def next_stance(actor: Actor, seen: Records, ballot: scenes.Records) -> Choice | None:
    """Yes, not sure or no to the next thing that one has not answered."""
    left = [id for id in ballot["targets"] if f"vote:{ballot['id']}:{id}" not in seen]
    if not left:
        return None
    done = len(ballot["targets"]) - len(left)
    value = 1 if taste(actor, left[0]) < 1.0 else -1 if taste(actor, left[0]) > 1.5 else 0
    return left[0], value, (done + chance(actor.n, left[0])) / len(ballot["targets"])


VOTES = {"dots": next_dot, "stance": next_stance}
