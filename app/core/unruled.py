"""Records of a kind without a rule for who sees it: nobody is shown them, and they are counted."""

from __future__ import annotations

from collections import Counter

from .state import UNRULED, Gone, State
from .types import Record


def mark(state: State, record: Record) -> None:
    """Remember a changed record that has no rule, and forget it once it is gone."""
    known = state.ids(UNRULED)
    if isinstance(record, Gone):
        if record.id in known:
            state.index[(UNRULED,)] = known - {record.id}
    elif record.id not in known:
        state.index[(UNRULED,)] = known | {record.id}


def counted(state: State) -> Counter[str]:
    """How many there are now, by kind; nothing as long as every tool says who sees its records."""
    return Counter(state.records[id].kind for id in state.ids(UNRULED))
