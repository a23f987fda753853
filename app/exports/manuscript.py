"""A document before it has a format: what every writer writes, each number counted once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words in a language; `direction` is `ltr` or `rtl`."""

    text: str
    language: str
    direction: str = "ltr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture: its media id, its size in pixels, and the words for who cannot see it."""

    id: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence and the numbers of the evidence it rests on; `quoted` when it is somebody's own words."""

    id: str
    said: Said
    evidence: tuple[int, ...] = ()
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A note as it was written; `who` and `where` are words, `when` a time of day."""

    id: str
    said: Said
    who: str = ""
    where: str = ""
    when: str = ""
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Notes that belong together: a cluster, or a zone of a board; `count` is how many there are."""

    id: str
    title: Said
    count: int
    evidence: int = 0
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one item got in a ballot; `tied` when others have the same rank, `chosen` when the document is about it.

    `values` are its numbers, one for each of the figure's `measures`; `hands` is how much of each was counted by hand.
    """

    id: str
    said: Said
    dots: int = 0
    values: tuple[int, ...] = ()
    hands: tuple[int, ...] = ()
    rank: int
    tied: bool
    chosen: bool = False
    evidence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A ballot's result: `voted` of `people`, `paper` of them on paper and `hands` by hand, gave `given` dots.

    Each had `dots`. `measures` is what was counted for each item: `dots`, or `yes`, `unsure` and `no`.
    """

    id: str
    title: str
    summary: str
    voted: int
    people: int
    given: int
    dots: int
    results: tuple[Result, ...]
    measures: tuple[str, ...] = ("dots",)
    paper: int = 0
    hands: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of words under headings."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the document; `question` is what still has to be asked when nothing stands here.

    `margin` are a few short lines beside the heading: where this came from, in figures.
    """

    key: str
    stage: str
    stage_name: str
    heading: str
    margin: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    groups: tuple[Group, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    images: tuple[Image, ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a sentence rests on: a note, a cluster or a result, as it can be found again by its id."""

    number: int
    id: str
    kind: str
    stage: str
    said: Said
    who: str = ""
    where: str = ""
    when: str = ""
    detail: str = ""
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What whoever decides wants to know first; `question` stands where there is no answer yet."""

    key: str
    label: str
    answers: tuple[Said, ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of the workshop, with the words around it."""

    key: str
    number: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stage of the way, with the notes that were written in it, counted and in words; `reached` when any was held."""

    stage: str
    name: str
    notes: int
    told: str
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Where the document is from. `at` is when it was begun, in milliseconds since 1970; `day` the same in words."""

    library: str
    workshop: str
    question: str
    kind: str
    kind_name: str
    status: str
    status_name: str
    template: str
    at: int
    day: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A word that writers print around the content, in the document's language."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """A whole document in one language and direction."""

    id: str
    title: str
    language: str
    direction: str
    metadata: Metadata
    facts: tuple[Fact, ...]
    counts: tuple[Count, ...]
    journey: tuple[Step, ...]
    sections: tuple[Section, ...]
    evidence: tuple[Evidence, ...]
    labels: tuple[Label, ...] = ()

    def label(self, key: str) -> str:
        """The word printed for this key. Raises KeyError for one that the composer did not give."""
        for found in self.labels:
            if found.key == key:
                return found.text
        raise KeyError(key)
