"""What a ballot gave, in numbers and in words: dots, or how many said yes, not sure, no."""

from __future__ import annotations

from .shelf import Record
from .words import Words

STANCES = ("yes", "unsure", "no")


def of_stances(tally: Record) -> bool:
    """Whether people said where they stand, rather than giving dots."""
    return "yes" in tally


def points(tally: Record) -> tuple[int, ...]:
    """What a result is ranked by (docs/decisions/0016)."""
    return (tally["yes"] - tally["no"], tally["yes"]) if of_stances(tally) else (tally["dots"],)


def answered(tally: Record) -> bool:
    """Whether anybody chose anything for this item."""
    return any(tally[name] for name in STANCES) if of_stances(tally) else bool(tally["dots"])


def measures(ballot: Record) -> tuple[str, ...]:
    """What is counted for each item, by the keys of its columns."""
    return STANCES if ballot.get("method") == "stance" else ("dots",)


def told(tally: Record, words: Words) -> str:
    """A result in a few words."""
    if of_stances(tally):
        return words.gettext(
            "Sì %(yes)s · Non so %(unsure)s · No %(no)s",
            yes=tally["yes"],
            unsure=tally["unsure"],
            no=tally["no"],
        )
    return words.ngettext("%(n)s pallino", "%(n)s pallini", tally["dots"])


def how(ballot: Record, words: Words) -> tuple[str, ...]:
    """How a result came about, where it was not the first count alone."""
    again = (words.gettext("dopo una seconda votazione"),) if ballot.get("runoff_of") else ()
    return (*again, words.gettext("pari: ha deciso chi conduceva")) if ballot.get("decided") else again


def on_paper(ballot: Record, words: Words) -> str:
    """How many of those who voted did so on paper, and how many were counted by hand; empty when nobody was."""
    paper, hands = ballot.get("paper", 0), ballot.get("hands", 0)
    slips = words.ngettext("%(n)s su carta", "%(n)s su carta", paper) if paper else ""
    raised = words.ngettext("%(n)s contata a mano", "%(n)s contate a mano", hands) if hands else ""
    return words.gettext("%(paper)s, %(hands)s", paper=slips, hands=raised) if slips and raised else slips or raised


def by_hand(tally: Record, words: Words) -> str:
    """How much of a result was counted by hand; empty when nothing was."""
    hands = tally.get("hands") or {}
    if not any(hands.values()):
        return ""
    if of_stances(tally):
        return words.gettext(
            "a mano: sì %(yes)s, non so %(unsure)s, no %(no)s",
            yes=hands["yes"],
            unsure=hands["unsure"],
            no=hands["no"],
        )
    return words.ngettext("%(n)s a mano", "%(n)s a mano", hands["dots"])


def by_hand_each(tally: Record) -> tuple[int, ...]:
    """What was counted by hand of each of a result's numbers."""
    hands = tally.get("hands") or {}
    return tuple(hands.get(name, 0) for name in (STANCES if of_stances(tally) else ("dots",)))
