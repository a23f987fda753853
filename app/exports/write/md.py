"""Markdown: a document as CommonMark with tables and footnotes; people's words are text, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.exports.manuscript import (
    Evidence,
    Fact,
    Figure,
    Group,
    Image,
    Manuscript,
    Result,
    Said,
    Section,
    Sentence,
    Table,
)

# Signs that begin or close something in CommonMark, GFM tables, strikethrough, mathematics, mentions
MARKUP = re.compile(r"([\\`*_{}\[\]()<>#|~$^&!@])")
# What begins a block only at the start of a line, and what makes an address a link
LINE_START = re.compile(r"^([ \t]*)([-+=:]|\d{1,9}(?=[.)]))")
ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp|javascript|data)(:)|\b(www)(\.)")


def write(manuscript: Manuscript) -> bytes:
    """The document as UTF-8."""
    blocks = [
        *head(manuscript),
        *(block for each in manuscript.sections for block in section(manuscript, each)),
    ]
    blocks += notes(manuscript)
    blocks.append(f"*{safe(manuscript.label('made'))}*")
    return ("\n\n".join(blocks) + "\n").encode()


def safe(text: str) -> str:
    """Text that means nothing but itself, on one line."""
    text = MARKUP.sub(r"\\\1", " ".join(text.split()))
    text = ADDRESS.sub(lambda found: f"{found[1] or found[3]}\\{found[2] or found[4]}", text)
    return LINE_START.sub(lambda found: f"{found[1]}{numbered(found[2])}", text)


def numbered(sign: str) -> str:
    """What begins a line, made harmless: the sign itself, or the full stop after digits."""
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def head(manuscript: Manuscript) -> Iterator[str]:
    """Title, where it is from, and what whoever decides reads first."""
    about = manuscript.metadata
    yield f"# {safe(manuscript.title)}"
    rows = [
        (manuscript.label("type"), about.kind_name), (manuscript.label("status"), about.status_name),
        (manuscript.label("library"), about.library), (manuscript.label("workshop"), about.workshop),
        (manuscript.label("day"), about.day),
    ]  # fmt: skip
    yield "\n".join(f"- **{safe(label)}**: {safe(value)}" for label, value in rows if value)
    if about.question:
        yield f"> {safe(about.question)}"
    if manuscript.facts:
        yield f"## {safe(manuscript.label('decide'))}"
        yield "\n".join(fact(each) for each in manuscript.facts)
    yield f"**{safe(manuscript.label('voices'))}**: " + ", ".join(
        f"{each.number} {safe(each.label)}" for each in manuscript.counts
    )
    reached = [f"{safe(each.name)} ({each.notes})" for each in manuscript.journey if each.reached]
    if reached:
        yield f"**{safe(manuscript.label('journey'))}**: " + " → ".join(reached)


def fact(found: Fact) -> str:
    """One line of page one."""
    said = " ".join(safe(each.text) for each in found.answers)
    return f"- **{safe(found.label)}**: {said or '*' + safe(found.question) + '*'}"


def section(manuscript: Manuscript, found: Section) -> Iterator[str]:
    """A section: heading, its stage, what it says, what shows how it came about."""
    yield f"## {safe(found.heading)}"
    yield "*" + safe(" · ".join([found.stage_name, *found.margin])) + "*"
    if found.question:
        yield f"> **{safe(manuscript.label('ask'))}**: {safe(found.question)}"
    for each in found.sentences:
        yield sentence(manuscript, each)
    for group in found.groups:
        yield from grouped(group)
    for figure in found.figures:
        yield result(manuscript, figure)
    for grid in found.tables:
        yield table(grid)
    for image in found.images:
        yield picture(image)


def sentence(manuscript: Manuscript, found: Sentence) -> str:
    """A sentence with its footnotes; one without evidence says so."""
    marks = "".join(f"[^{number}]" for number in found.evidence)
    return f"{safe(found.said.text)}{marks or ' *(' + safe(manuscript.label('unsupported')) + ')*'}"


def grouped(found: Group) -> Iterator[str]:
    """A group's name, then its notes."""
    mark = f"[^{found.evidence}]" if found.evidence else ""
    yield f"**{safe(found.title.text)}** ({found.count}){mark}"
    if found.quotes:
        yield "\n".join(
            "- "
            + " — ".join(filter(None, (safe(each.said.text), safe(each.who), *map(picture, each.images))))
            for each in found.quotes
        )


def result(manuscript: Manuscript, found: Figure) -> str:
    """A ballot's result: its summary, then a table."""
    headings = tuple(manuscript.label(key) for key in ("rank", "item", *found.measures))
    rows = tuple(
        (rank(manuscript, each), cited(each.said, each.evidence, chosen=each.chosen), *map(str, each.values))
        for each in found.results
    )
    return f"**{safe(found.title)}**: {safe(found.summary)}\n\n" + grid(
        [safe(each) for each in headings], rows
    )


def rank(manuscript: Manuscript, found: Result) -> str:
    """A rank, and whether it is shared."""
    return f"{found.rank} ({safe(manuscript.label('tied'))})" if found.tied else str(found.rank)


def cited(said: Said, number: int, *, chosen: bool) -> str:
    """An item with its footnote; the chosen one stands out."""
    text = safe(said.text)
    return (f"**{text}**" if chosen else text) + (f"[^{number}]" if number else "")


def table(found: Table) -> str:
    """A table of words."""
    return grid([safe(each) for each in found.headings], tuple(tuple(map(safe, row)) for row in found.rows))


def grid(headings: list[str], rows: tuple[tuple[str, ...], ...]) -> str:
    """A GFM table of cells that are safe already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def picture(found: Image) -> str:
    """A picture by its words: the file itself is in the workshop."""
    return f"*\\[{safe(found.alt)}\\]*"


def notes(manuscript: Manuscript) -> Iterator[str]:
    """The evidence, as footnotes that lead to the notes by their ids."""
    if manuscript.evidence:
        yield f"## {safe(manuscript.label('evidence'))}"
    for each in manuscript.evidence:
        yield f"[^{each.number}]: {note(manuscript, each)}"


def note(manuscript: Manuscript, found: Evidence) -> str:
    """One piece of evidence on one line."""
    quoted = (
        f"«{safe(found.said.text)}»" if found.said.text else picture(found.images[0]) if found.images else ""
    )
    about = [found.who, found.where, found.when, found.detail]
    parts = [quoted, *(safe(each) for each in about if each), f"`{found.id}`"]
    return f"{safe(manuscript.label(found.kind))}: " + " · ".join(filter(None, parts))
