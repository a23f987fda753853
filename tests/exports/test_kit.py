"""The paper kit read back from its PDF: what to say and when, a sheet for each tool, the way in; texts stay texts."""

from __future__ import annotations

import io
from functools import cache

import page
import pypdf
import pytest

from app.core.tools.agenda_faces import face_rules
from app.exports.compose import kit
from app.exports.plain import clean
from app.exports.write import kit_pdf
from app.methods.load import library
from app.methods.planner import plan
from tests.exports import hostile
from tests.exports.rooms import AT, Italian, Json, note, view

DOOR, CODE = "https://officina.example/j/K7P3QX", "K7P-3QX"
MM = 72 / 25.4
SHEETS = (
    ("poster", "Manifesto per entrare", 0), ("cards", "Una biblioteca che ricordo", 1),
    ("canvas", "Mappa dell’empatia", 4), ("cards", "Gruppi di note al tavolo", 1), ("cards", "Come potremmo…", 1),
    ("slips", "Voto sulle domande", 0), ("cards", "Raccontala al tavolo", 1), ("slips", "Galleria e voto", 0),
    ("frames", "Storyboard in sei vignette", 6), ("canvas", "Prova con i visitatori", 4),
    ("canvas", "Cambia una cosa; che cosa serve", 5), ("slips", "Novanta secondi, poi: ci proviamo?", 0),
    ("canvas", "Che cosa succede adesso", 3),
)  # fmt: skip


@cache
def room(text: str = "", closing: int | None = None) -> tuple[Json, ...]:
    """The half day as it was planned, with one text instead of every word where there is one."""
    here = library()
    made: list[Json] = [{
        "id": "w", "kind": "workshop", "title": text or "Una sera", "question": text or "Che cosa manca?",
        "languages": ["it", "en"], "state": "draft", "closing_at": closing, "started_at": None,
    }]  # fmt: skip
    for step in plan(here.packs["isob-mezza-giornata"], ("it", "en"), here):
        words = {lang: poisoned(said, text) for lang, said in step.words.items()}
        made.append({
            "id": f"a{step.order}", "kind": "activity", "order": step.order, "stage": step.stage, "tool": step.tool,
            "title": text or step.title, "prompt": text or step.prompt, "minutes": step.minutes, "words": words,
            "zones": [{"id": zone["id"], "title": text or zone["title"]} for zone in step.zones],
            "rules": face_rules(step.rules), "state": "waiting", "started_at": None, "method": step.method,
        })  # fmt: skip
    return tuple(made)


def poisoned(said: Json, text: str) -> Json:
    """Words with each of them exchanged for a text."""
    if not text:
        return said
    return {
        key: text if isinstance(value, str) else dict.fromkeys(value, text) if isinstance(value, dict) else value
        for key, value in said.items()
    }


def composed(text: str = "", closing: int | None = None) -> kit.Kit:
    seen = {each["id"]: each for each in room(text, closing)}
    return kit.compose(seen, Italian(), code=CODE, door=DOOR, library=text or "Biblioteca dei Tigli", at=AT)


@pytest.fixture(scope="module")
def printed() -> bytes:
    return kit_pdf.write(composed())


@pytest.fixture(scope="module")
def reader(printed: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(printed))


def squeezed(text: str) -> str:
    return "".join(text.split())


def words_of(reader: pypdf.PdfReader) -> str:
    return squeezed(" ".join(sheet.extract_text() for sheet in reader.pages))


def size(sheet: pypdf.PageObject) -> tuple[int, int]:
    """Millimetres across and down."""
    return round(float(sheet.mediabox.width) / MM), round(float(sheet.mediabox.height) / MM)


def test_a_sheet_for_every_tool_and_none_where_people_only_talk() -> None:
    found = composed()
    assert [(each.kind, each.title, len(each.boxes)) for each in found.sheets] == list(SHEETS)
    assert [(each.rule, each.choices, each.marks) for each in found.sheets if each.kind == "slips"][:2] == [
        ("Hai 2 pallini. Al massimo 1 per numero.", 12, 1), ("Hai 3 pallini. Al massimo 1 per numero.", 12, 1),
    ]  # fmt: skip
    assert len(found.steps) == 18


def test_the_run_sheet_is_timed_from_zero_or_backwards_from_the_end() -> None:
    assert [each.starts for each in composed().steps][:5] == ["0:00", "0:10", "0:16", "0:22", "0:34"]

    class Clock(Italian):
        def time(self, at: int) -> str:
            return str(at)

    end = 300 * 60_000
    seen = {each["id"]: each for each in room(closing=end)}
    made = kit.compose(seen, Clock(), code=CODE, door=DOOR)
    assert [int(each.starts) // 60_000 for each in made.steps][:3] == [90, 100, 106]
    assert int(made.steps[-1].starts) == end - 6 * 60_000


def test_it_says_what_to_say_and_how_to_come_in(reader: pypdf.PdfReader) -> None:
    shown = words_of(reader)
    for each in composed().steps:
        for text in (each.title, each.prompt, each.say, each.see, each.silence, each.late):
            assert squeezed(text) in shown, text
    for each in composed().sheets:
        for box in each.boxes:
            assert squeezed(box.title) in shown
            assert squeezed(box.hint) in shown
    assert squeezed(DOOR) in shown
    assert CODE in shown


def test_each_sheet_is_a_page_and_a3_is_the_same_larger(reader: pypdf.PdfReader) -> None:
    large = pypdf.PdfReader(io.BytesIO(kit_pdf.write(composed(), "a3")))
    sheets = [size(sheet) for sheet in reader.pages][-len(SHEETS) :]
    assert sheets == [(297, 210) if kind in ("canvas", "frames") else (210, 297) for kind, *_ in SHEETS]
    assert [size(sheet) for sheet in large.pages][-len(SHEETS) :] == [
        (420, 297) if wide == 297 else (297, 420) for wide, _ in sheets
    ]
    assert len(large.pages) == len(reader.pages) <= len(SHEETS) + 4
    assert words_of(large) == words_of(reader)
    with pytest.raises(ValueError, match="a5"):
        kit_pdf.write(composed(), "a5")


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A])
def test_it_is_accessible_and_made_to_last(printed: bytes, profile: page.ValidationProfile) -> None:
    report = page.validate_pdf_bytes(printed, profile=profile)
    assert not [(each.rule_id, each.message) for each in report.failures]


def test_what_people_wrote_is_not_in_it() -> None:
    seen = view(note("secret", "empathy", "Questo l'ho scritto io", alias="Lontra"))
    assert any("Questo l'ho scritto io" in str(each) for each in seen.values())
    made = kit.compose(seen, Italian(), code=CODE, door=DOOR)
    assert "Questo l'ho scritto io" not in str(made)
    assert "Lontra" not in str(made)


@pytest.mark.parametrize(
    "family", ["SCRIPTS", "FORMULAS", "TYPST", "MARKDOWN", "REORDERING", "CONTROLS", "SIGNS"]
)
def test_hostile_words_stay_words(family: str) -> None:
    text = " ".join(getattr(hostile, family))[:1500]
    found = pypdf.PdfReader(io.BytesIO(kit_pdf.write(composed(text))))
    for number in range(1, int(found.trailer["/Size"])):
        each = found.get_object(number)
        if isinstance(each, dict):
            assert not {"/URI", "/JavaScript", "/JS", "/Launch", "/EmbeddedFile"} & {str(key) for key in each}
    if family in ("TYPST", "SCRIPTS"):
        assert squeezed(clean(text))[:40] in words_of(found)


@pytest.mark.parametrize("text", [" ", "\u202e", "#", "😀", "x" * 4000], ids=range(5))
def test_any_words_can_be_printed(text: str) -> None:
    assert kit_pdf.write(composed(text)).startswith(b"%PDF-")
