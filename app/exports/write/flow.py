"""A manuscript as a flow of headings, paragraphs, lists and tables: what every word processor's format is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.exports.manuscript import (
    Evidence,
    Fact,
    Figure,
    Group,
    Image,
    Manuscript,
    Quote,
    Result,
    Said,
    Section,
    Sentence,
    Table,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words in one language; `note` is the number of the evidence whose mark stands here instead of words."""

    text: str = ""
    language: str = ""
    direction: str = "ltr"
    bold: bool = False
    note: int = 0


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A line of text; `style` is one of title, heading1, heading2, body, quote, gap, item, small."""

    style: str
    runs: Line
    direction: str = "ltr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table with one row of headings; `title` says what it is to whoever cannot see it."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Paragraph | Grid | Image


class Flow:
    """The blocks of one manuscript, in its language."""

    def __init__(self, paper: Manuscript) -> None:
        self.paper = paper

    def blocks(self) -> Iterator[Block]:
        """The whole document."""
        yield from self.head()
        for section in self.paper.sections:
            yield from self.section(section)
        yield self.line("small", self.paper.label("made"))

    def run(self, text: str, *, bold: bool = False) -> Run:
        """Words in the document's own language."""
        return Run(text=text, language=self.paper.language, direction=self.paper.direction, bold=bold)

    def line(self, style: str, *runs: str | Run) -> Paragraph:
        """A paragraph in the document's direction."""
        made = tuple(each if isinstance(each, Run) else self.run(each) for each in runs)
        return Paragraph(style=style, runs=made, direction=self.paper.direction)

    def label(self, key: str) -> Run:
        """A label before what it is about."""
        return self.run(f"{self.paper.label(key)}: ", bold=True)

    def head(self) -> Iterator[Block]:
        """Title, where it is from, and what whoever decides reads first."""
        paper, about = self.paper, self.paper.metadata
        yield self.line("title", paper.title)
        for key, value in (
            ("type", about.kind_name), ("status", about.status_name), ("library", about.library),
            ("workshop", about.workshop), ("day", about.day), ("question", about.question),
        ):  # fmt: skip
            if value:
                yield self.line("body", self.label(key), value)
        if paper.facts:
            yield self.line("heading1", paper.label("decide"))
            for fact in paper.facts:
                yield from self.fact(fact)
        counts = ", ".join(f"{each.number} {each.label}" for each in paper.counts)
        yield self.line("body", self.label("voices"), counts)
        reached = [f"{each.name} ({each.notes})" for each in paper.journey if each.reached]
        if reached:
            yield self.line("body", self.label("journey"), ", ".join(reached))

    def fact(self, found: Fact) -> Iterator[Block]:
        """What whoever decides wants to know, or what is still to be asked."""
        yield self.line("heading2", found.label)
        if not found.answers:
            yield self.line("gap", self.label("ask"), found.question)
        for each in found.answers:
            yield Paragraph(style="body", runs=(said(each),), direction=each.direction)

    def section(self, found: Section) -> Iterator[Block]:
        """A section: heading, its stage, what it says, what shows how it came about."""
        yield self.line("heading1", found.heading)
        yield self.line("small", " · ".join([found.stage_name, *found.margin]))
        if found.question:
            yield self.line("gap", self.label("ask"), found.question)
        for sentence in found.sentences:
            yield self.sentence(sentence)
        for group in found.groups:
            yield from self.group(group)
        for figure in found.figures:
            yield from self.figure(figure)
        for table in found.tables:
            yield self.table(table)
        yield from found.images

    def sentence(self, found: Sentence) -> Paragraph:
        """A sentence with the marks of its evidence; one without says so."""
        gap = self.run("\u202f")
        rest = tuple(each for number in found.evidence for each in (gap, Run(note=number)))[1:]
        bare = self.run(f" ({self.paper.label('unsupported')})", bold=True)
        return Paragraph(
            style="quote" if found.quoted else "body", runs=(said(found.said), *(rest or (bare,))),
            direction=found.said.direction,
        )  # fmt: skip

    def group(self, found: Group) -> Iterator[Block]:
        """A group's name and how many notes it has, then the notes."""
        mark = (Run(note=found.evidence),) if found.evidence else ()
        title = (said(found.title, bold=True), self.run(f" ({found.count})"), *mark)
        style = "heading2" if found.quotes else "body"
        yield Paragraph(style=style, runs=title, direction=found.title.direction)
        for quote in found.quotes:
            yield self.quote(quote)
            yield from quote.images

    def quote(self, found: Quote) -> Paragraph:
        """A note, and who wrote it."""
        about = " · ".join(filter(None, (found.who, found.when)))
        rest = (self.run(f" — {about}" if found.said.text else about),) if about else ()
        return Paragraph(style="item", runs=(said(found.said), *rest), direction=found.said.direction)

    def figure(self, found: Figure) -> Iterator[Block]:
        """A ballot's result."""
        yield self.line("heading2", found.title)
        yield self.line("small", found.summary)
        headings = tuple(self.paper.label(key) for key in ("rank", "item", *found.measures))
        rows = tuple(self.result(each) for each in found.results)
        yield Grid(title=f"{found.title}. {found.summary}", headings=headings, rows=rows)

    def result(self, found: Result) -> tuple[Line, ...]:
        """A row: rank, item, its numbers."""
        rank = f"{found.rank} ({self.paper.label('tied')})" if found.tied else str(found.rank)
        mark = (Run(note=found.evidence),) if found.evidence else ()
        item = (said(found.said, bold=found.chosen), *mark)
        return (self.run(rank),), item, *((self.run(str(n), bold=found.chosen),) for n in found.values)

    def table(self, found: Table) -> Grid:
        """A table of words."""
        rows = tuple(tuple((self.run(cell),) for cell in row) for row in found.rows)
        return Grid(title=found.title, headings=found.headings, rows=rows)

    def note(self, found: Evidence) -> tuple[Line, ...]:
        """What stands at the foot for a piece of evidence: its words, then where they are from and its id."""
        about = [found.who, found.where, found.when, found.detail, found.id]
        told = (self.run(f" · {' · '.join(each for each in about if each)}"),)
        words = found.said if found.said.text else None
        shown = said(words) if words else self.run("; ".join(each.alt for each in found.images))
        return ((self.label(found.kind), shown, *told),)


def said(found: Said, *, bold: bool = False) -> Run:
    """Words in their own language and direction."""
    return Run(text=found.text, language=found.language, direction=found.direction, bold=bold)


def text_of(line: Line) -> str:
    """The words of a line."""
    return "".join(each.text for each in line)
