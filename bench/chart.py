"""Charts of a run, as SVG that reads in the light and in the dark: bars with their spread."""

from __future__ import annotations

from html import escape

from .report import Middle

WIDTH, LEFT, RIGHT, BAR, GAP, TOP = 720, 150, 130, 26, 14, 58
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1d2733}.t{font-size:16px;font-weight:600}.s{font-size:12px;fill:#5a6672}"
    ".b{fill:#8795a3}.o{fill:#0b6e6e}.w{stroke:#1d2733;stroke-width:1.5}"
    "@media(prefers-color-scheme:dark){text{fill:#e8edf2}.s{fill:#a7b3bf}.b{fill:#6d7b89}.o{fill:#3fb5ad}.w{stroke:#e8edf2}}"
)


def bars(title: str, under: str, rows: list[tuple[str, Middle, bool]]) -> str:
    """A bar for each row (label, value, is it ours), its least and most as a whisker, its median in words."""
    most = max(value.most for _, value, _ in rows) or 1.0
    height = TOP + len(rows) * (BAR + GAP) + 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        f'<text class="t" x="8" y="22">{escape(title)}</text><text class="s" x="8" y="42">{escape(under)}</text>',
    ]
    for n, (label, value, ours) in enumerate(rows):
        y = TOP + n * (BAR + GAP)
        parts += row(label, value, y, (WIDTH - LEFT - RIGHT) / most, "o" if ours else "b")
    return "\n".join([*parts, "</svg>", ""])


def row(label: str, value: Middle, y: int, scale: float, look: str) -> list[str]:
    """One bar."""
    middle, end = y + BAR / 2, LEFT + value.most * scale
    said = f"{value.median:,.0f}".replace(",", " ") if value.median >= 100 else f"{value.median:.2f}"
    return [
        f'<text x="{LEFT - 10}" y="{middle + 5}" text-anchor="end">{escape(label)}</text>',
        f'<rect class="{look}" x="{LEFT}" y="{y}" width="{value.median * scale:.1f}" height="{BAR}" rx="3"/>',
        f'<path class="w" fill="none" d="M{LEFT + value.least * scale:.1f} {middle}H{end:.1f}"/>',
        f'<text x="{end + 8:.1f}" y="{middle + 5}">{said}</text>',
    ]
