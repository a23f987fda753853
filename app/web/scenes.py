"""What the records mean for one participant: the scene they are in, and in whose words (`js/phone/state.js` agrees)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Records = dict[str, Any]
WRITABLE = frozenset({"private", "facilitators", "shared"})
MASK = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be done now: its name, and the records that it is about."""

    name: str
    workshop: Any
    me: Any
    activity: Any
    ballot: Any
    light: Any


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a board: what belongs there, one's own notes, others' by cluster, and those in none."""

    id: str
    title: str
    hint: str
    own: list[Any]
    clusters: list[tuple[Any, list[Any]]]
    loose: list[Any]


def scene(seen: Records, workshop: str, person: str, now: int = 0) -> Scene:
    """The scene that a participant is in at this time, from what they may see."""
    gathering, me = seen.get(workshop), seen.get(f"me:{person}")
    activity = seen.get(gathering["current"] or "") if gathering else None
    if activity and writable(activity) and ended(gathering["timer"], now):
        activity = activity | {"state": "locked"}
    light = seen.get(gathering["spotlight"] or "") if gathering else None
    ballot = ballot_of(seen, activity["id"]) if activity else None
    return Scene(named(gathering, activity, ballot, light), gathering, me, activity, ballot, light)


def ended(timer: Any, now: int) -> bool:
    """Has the end of the clock locked what people write?"""
    return bool(timer and timer.get("then") == "lock" and timer["ends_at"] is not None and now >= timer["ends_at"])


def named(workshop: Any, activity: Any, ballot: Any, light: Any) -> str:
    """The scene's name."""
    if workshop is None or (workshop["state"] != "closed" and activity is None):
        return "lobby"
    if workshop["state"] == "closed":
        return "end"
    if ballot:
        return {"open": "vote", "counting": "counting"}.get(ballot["state"], "result")
    if activity["tool"] == "board" and (light is None or writable(activity)):
        return "write"
    if light:
        return "spot"
    if activity["tool"] in ("vote", "draft"):
        return {"vote": "soon", "draft": "draft"}[activity["tool"]]
    return {"down": "talk", "break": "rest"}.get(activity["rules"]["phones"], "listen")


def writable(activity: Any) -> bool:
    """Whether notes may be added here now."""
    return activity["state"] in WRITABLE


def of_kind(seen: Records, kind: str, **fields: str) -> list[Any]:
    """The records of a kind in which those fields have those values, oldest change first."""
    return [
        each
        for each in seen.values()
        if each["kind"] == kind and all(each.get(k) == v for k, v in fields.items())
    ]


def ballot_of(seen: Records, activity: str) -> Any:
    """The ballot to look at in an activity: the one that is not closed yet, else the last one."""
    found = of_kind(seen, "ballot", activity=activity)
    return next((each for each in found if each["state"] != "closed"), found[-1] if found else None)


def words(activity: Any, lang: str, own: str) -> dict[str, str]:
    """An activity's title, prompt and line for latecomers in the reader's language; the workshop's may be edited."""
    known = activity["words"]
    said = {} if lang == own else known.get(lang, {})
    card = known.get(lang) or known.get(own) or {}
    title = said.get("title") or activity["title"]
    prompt = said.get("prompt") or activity["prompt"] or title
    return {"title": title, "prompt": prompt, "late": card.get("late", "")}


def zones(seen: Records, activity: Any, lang: str, own: str) -> list[Zone]:
    """The zones of a board with the notes in them, the latest first; one without a name when it has none."""
    known = activity["words"]
    said = {} if lang == own else known.get(lang, {}).get("zones", {})
    hints = (known.get(lang) or known.get(own) or {}).get("hints", {})
    notes = of_kind(seen, "note", activity=activity["id"])[::-1]
    clusters = of_kind(seen, "cluster", activity=activity["id"])
    titled = activity["zones"] or [{"id": "", "title": ""}]
    return [
        zone(seen, clusters, [note for note in notes if note["zone"] == each["id"]], each["id"],
             said.get(each["id"]) or each["title"], hints.get(each["id"], ""))
        for each in titled
    ]  # fmt: skip


def zone(seen: Records, clusters: list[Any], notes: list[Any], id: str, title: str, hint: str) -> Zone:
    """One zone with its notes apart: one's own, then others' as they were gathered."""
    own = [note for note in notes if f"own:{note['id']}" in seen]
    others = [note for note in notes if f"own:{note['id']}" not in seen]
    groups = [(each, [note for note in others if each["id"] in note["clusters"]]) for each in clusters]
    loose = [note for note in others if not any(note in members for _, members in groups)]
    return Zone(id, title, hint, own, [group for group in groups if group[1]], loose)


def notes_left(seen: Records, activity: Any) -> int | None:
    """How many more notes somebody may add; None without a limit. Carried cards do not count."""
    most = activity["rules"]["notes"]
    own = [note for note in of_kind(seen, "note", activity=activity["id"]) if f"own:{note['id']}" in seen]
    return None if most is None else max(0, most - sum("from" not in note for note in own))


def readers(activity: Any) -> str:
    """The name of the sentence that says who reads a note added here, now and later."""
    when = activity["state"] if activity["state"] in ("private", "facilitators") else "shared"
    table = "Table" if activity["rules"]["tables"] and not activity["revealed"] else ""
    return f"{when}{'Anon' if activity['rules']['anonymous'] else 'Named'}{table}"


def given(seen: Records, ballot: Any) -> dict[str, int | None]:
    """The dots a person has given in a ballot, by target; or where they stand, None where they have not said."""
    votes = ((each, seen.get(f"vote:{ballot['id']}:{each}")) for each in ballot["targets"])
    none = 0 if ballot["method"] == "dots" else None
    return {target: vote["value"] if vote else none for target, vote in votes}


def ordered(ballot: Any, person: str) -> list[str]:
    """The targets of a ballot in the order of one person: the same each time, another for each."""
    targets = list(ballot["targets"])
    if not ballot["settings"]["shuffle"]:
        return targets
    return sorted(targets, key=lambda target: scramble(f"{person}:{ballot['id']}:{target}"))


def scramble(text: str) -> int:
    """FNV-1a with a finishing mix: 32 bits that look like chance."""
    mixed = 0x811C9DC5
    for letter in text:
        mixed = ((mixed ^ ord(letter)) * 0x01000193) & MASK
    mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & MASK
    return mixed ^ (mixed >> 13)


def tallies(seen: Records, ballot: Any) -> list[Any]:
    """The results of a closed ballot, by rank."""
    found = of_kind(seen, "tally", ballot=ballot["id"])
    return sorted(found, key=lambda tally: (tally["rank"], tally["id"]))


def text_of(record: Any) -> str:
    """What a card says: a note's text or a cluster's title."""
    if record is None:
        return ""
    return str(record["title"] if record["kind"] == "cluster" else record["text"])
