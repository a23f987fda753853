"""What a run gave: a table with ratios, the same as JSON, and what both are made from."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from .fanout import rounded
from .rooms import KINDS
from .round import Figure

US = "ours"
Of = Callable[[Figure], float]


@dataclass(frozen=True)
class Middle:
    """A median with the least and the most, and how many rounds it is of."""

    median: float
    least: float
    most: float
    rounds: int

    def said(self, digits: int) -> str:
        """As it stands in a table."""
        return f"{self.median:.{digits}f} ({self.least:.{digits}f}–{self.most:.{digits}f})"


def middle(values: list[float]) -> Middle:
    """Of one or more values."""
    return Middle(median(values), min(values), max(values), len(values))


def kinds(figures: list[Figure]) -> list[str]:
    """Who was measured, in the order of the table."""
    return [name for name in KINDS if any(one.kind == name for one in figures)]


def of(figures: list[Figure], kind: str, what: Of) -> Middle:
    """One value of one kind of room."""
    return middle([what(one) for one in figures if one.kind == kind])


def ratios(figures: list[Figure], what: Of) -> dict[str, float]:
    """How many times as much ours is as each other, by their medians."""
    ours = of(figures, US, what).median
    return {kind: round(ours / of(figures, kind, what).median, 3) for kind in kinds(figures) if kind != US}


def table(figures: list[Figure], what: Of) -> str:
    """Markdown: each kind of room, its deliveries for a second of CPU and a second, its delays, and our ratio."""
    ratio = ratios(figures, what) | {US: 1.0}
    rows = [
        "| room | d per CPU-second | d per second | µs of CPU per d | p50 ms | p99 ms | ours is |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in kinds(figures):
        cells = [
            of(figures, kind, lambda one: one.per_cpu).said(0), of(figures, kind, lambda one: one.per_second).said(0),
            of(figures, kind, lambda one: one.microseconds).said(2), of(figures, kind, lambda one: one.p50).said(1),
            of(figures, kind, lambda one: one.p99).said(1), f"{ratio[kind]:.2f} ×" if kind != US else "",
        ]  # fmt: skip
        rows.append(f"| {KINDS[kind].label} | {' | '.join(cells)} |")
    return "\n".join(rows)


def shape_table(figures: list[Figure]) -> str:
    """Markdown: µs of CPU for one delivery by the size of the room."""
    sizes = sorted({one.phones for one in figures})
    rows = [f"| room | {' | '.join(f'{size} phones' for size in sizes)} |", f"|---{'|---' * len(sizes)}|"]
    for kind in kinds(figures):
        of_size = ([one for one in figures if one.phones == size] for size in sizes)
        cells = [of(some, kind, lambda one: one.microseconds).said(2) for some in of_size]
        rows.append(f"| {KINDS[kind].label} | {' | '.join(cells)} |")
    return "\n".join(rows)


def many_table(figures: list[Figure], what: Of) -> str:
    """Markdown: each kind of room, how many changes it took a second, the share of its core, and our ratio."""
    ratio = ratios(figures, what) | {US: 1.0}
    rows = ["| room | changes a second | of its core | p50 ms | p99 ms | ours is |", "|---|---|---|---|---|---|"]
    for kind in kinds(figures):
        cells = [
            of(figures, kind, lambda one: one.rate).said(0),
            of(figures, kind, lambda one: 100 * one.cpu / one.seconds).said(0) + " %",
            of(figures, kind, lambda one: one.p50).said(1), of(figures, kind, lambda one: one.p99).said(1),
            f"{ratio[kind]:.2f} ×" if kind != US else "",
        ]  # fmt: skip
        rows.append(f"| {KINDS[kind].label} | {' | '.join(cells)} |")
    return "\n".join(rows)


def bytes_table(figures: list[Figure]) -> str:
    """Markdown: what one change to one phone takes on the wire and of CPU, deflated and as it is."""
    rows = ["| told | bytes per d | µs of CPU per d | p99 ms |", "|---|---|---|---|"]
    size, cost = (lambda one: one.size), (lambda one: one.microseconds)
    for kind in kinds(figures):
        cells = [of(figures, kind, what).said(digits)
                 for what, digits in ((size, 0), (cost, 2), (lambda one: one.p99, 1))]  # fmt: skip
        rows.append(f"| {KINDS[kind].label} | {' | '.join(cells)} |")
    less, more = (of(figures, "deflated", what).median / of(figures, "as it is", what).median for what in (size, cost))
    return "\n".join([*rows, "", f"Deflated: {less:.2f} × the bytes at {more:.2f} × the CPU."])


def write(folder: Path, name: str, figures: list[Figure], about: dict[str, object], chart: str) -> None:
    """Leave a run behind: `name.json` with every round, and `name.svg`."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = about | {"rounds": [asdict(rounded(one)) for one in figures]}
    (folder / f"{name}.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / f"{name}.svg").write_text(chart, encoding="utf-8")
