"""Laws of convergence (docs/LAWS.md, C1 to C7): faults end, and all hold the same, each act done once."""

from __future__ import annotations

from tests.effort import effort

from .fuzz import run
from .seeds import seeds


@seeds(effort(190, 10_000))
def test_C1_C2_C3_C4_C5_C6_C7_all_come_to_hold_the_same(seed: int) -> None:
    run(seed)


def test_C7_there_was_something_to_lose() -> None:
    """The runs above acknowledge much, refuse some, and meet every kind of trouble."""
    runs = [run(seed) for seed in range(60)]
    assert sum(len(phone.acked) for one in runs for phone in one.phones) > 1000
    assert sum(phone.refused for one in runs for phone in one.phones) > 400
    kinds = {act.data.kind for one in runs for phone in one.phones for act, _ in phone.acked.values()}
    assert {"note.add", "vote.cast", "cluster.create", "activity.reveal", "ballot.close", "undo"} <= kinds
