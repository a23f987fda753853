"""What can be asked of the catalogue, what an entry is among the choices, and how many each choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

FACETS = ("kind", "type", "status", "stage", "language")
Sort = tuple[str, ...]  # what an entry is, in the order of FACETS; languages are separated by spaces


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the catalogue; what is empty asks for nothing. `since` and `until` in milliseconds."""

    q: str = ""
    chosen: dict[str, str] = field(default_factory=dict)  # of FACETS
    since: int | None = None
    until: int | None = None
    after: str = ""  # the place after which to go on


def values_of(sort: Sort, name: str) -> tuple[str, ...]:
    """What an entry is, as one of the choices; a workshop's state is no proposal's."""
    kind, value = sort[0], sort[FACETS.index(name)]
    if name == "language":
        return tuple(value.split())
    return (value,) if value and (name != "status" or kind == "proposal") else ()


def fits(sort: Sort, name: str, asked: Asked) -> bool:
    """Whether an entry is what was chosen."""
    chosen = asked.chosen.get(name, "")
    return not chosen or chosen in values_of(sort, name)


def counted(sorts: Mapping[Sort, int], missed: Mapping[Sort, list[str]]) -> dict[str, Counter[str]]:
    """For each choice how many entries it would leave, everything else being as it was asked."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for sort, many in sorts.items():
        for name in missed[sort] if len(missed[sort]) == 1 else () if missed[sort] else FACETS:
            counts[name].update(dict.fromkeys(values_of(sort, name), many))
    return counts
