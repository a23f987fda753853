"""What a document said at each of its saves, read from what happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.types import Event
from app.core.words.approval import OutcomeBroughtBack, OutcomeMoved
from app.core.words.draft import OutcomeDrafted, OutcomeSet, SectionWritten, Sentence

TOGETHER = 10 * 60 * 1000  # ms: saves of one person in one section that are this close are one version


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the journal: where, when and by whom."""

    seq: int
    at: int
    by: str
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One save: `seq` is the last event of it, `what` one of drafted, written, set, moved, back; `by` is a user.

    `key` is the section that was written, `to` and `reason` are where a document was moved and why, `upto` is the
    version that was brought back.
    """

    number: int
    seq: int
    at: int
    by: str
    what: str
    key: str = ""
    to: str = ""
    reason: str = ""
    upto: int = 0


def versions(happened: Iterable[Happened], outcome: str) -> list[Version]:
    """The saves of a document, first to last; what one person writes in one section in one go is one of them."""
    found: list[Version] = []
    for each in happened:
        made = version(each, outcome)
        last = found[-1] if found else None
        if made is None:
            continue
        if last is not None and belongs(last, made):
            found[-1] = replace(last, seq=made.seq, at=made.at)
        else:
            found.append(replace(made, number=len(found) + 1))
    return found


def version(each: Happened, outcome: str) -> Version | None:
    """An event as a save of a document; None when it is about something else."""
    def save(what: str, **more: Any) -> Version:
        return Version(number=0, seq=each.seq, at=each.at, by=each.by, what=what, **more)

    match each.event:
        case OutcomeDrafted(id=id) if id == outcome:
            return save("drafted")
        case SectionWritten(outcome=id, key=key) if id == outcome:
            return save("written", key=key)
        case OutcomeSet(id=id) if id == outcome:
            return save("set")
        case OutcomeMoved(id=id, to=to, reason=reason) if id == outcome:
            return save("moved", to=to, reason=reason)
        case OutcomeBroughtBack(id=id, upto=upto) if id == outcome:
            return save("back", upto=upto)
    return None


def belongs(last: Version, made: Version) -> bool:
    """Whether a save only goes on with the one before it."""
    if made.what != "written" or last.by != made.by or made.at - last.at > TOGETHER:
        return False
    return (last.what, last.key) == ("written", made.key) or (last.what == "back" and made.at == last.at)


def told(happened: Iterable[Happened], outcome: str, seq: int) -> Mapping[str, tuple[Sentence, ...]]:
    """What each section said right after an event, by its key, in order; nothing before there was a document."""
    found: dict[str, tuple[Sentence, ...]] = {}
    for each in happened:
        if each.seq > seq:
            break
        match each.event:
            case OutcomeDrafted(id=id, sections=sections) if id == outcome:
                found = {section.key: section.sentences for section in sorted(sections, key=lambda one: one.order)}
            case SectionWritten(outcome=id, key=key, sentences=sentences) if id == outcome and key in found:
                found[key] = sentences
    return found
