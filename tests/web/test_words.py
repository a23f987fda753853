"""Every sentence of the interface exists in every language that is offered, with the same places to fill in."""

import re

import pytest

from app.web import language
from tests.web.words import ROOT, sentences

LOCALES = ROOT / "app/locales"
LANGUAGES = sorted(path.name for path in LOCALES.iterdir() if path.is_dir())
COUNTED = re.compile(r"%\((?:n|all|count|ready|voted)\)[sd] +[a-zà-ù]{4,}")
PLACES = re.compile(r"%\(\w+\)[sd]")


def key(id: str | tuple[str, ...] | list[str]) -> str:
    return id if isinstance(id, str) else id[0]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_is_translated(code: str) -> None:
    said = {key(each.id) for each in language.messages(LOCALES / code) if each.string and not each.fuzzy}
    missing = {message: place for message, place in sentences().items() if key(message) not in said}
    assert not missing, "\n".join(f"{place}: {message}" for message, place in missing.items())


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_fill_in_the_same_places(code: str) -> None:
    def places(text: str | tuple[str, ...] | list[str]) -> set[str]:
        return set(PLACES.findall(text if isinstance(text, str) else text[-1]))

    wrong = [
        each.id
        for each in language.messages(LOCALES / code)
        if each.id and places(each.id) != places(each.string)
    ]
    assert not wrong


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_is_translated_in_two_ways(code: str) -> None:
    found: dict[str, object] = {}
    for each in language.messages(LOCALES / code):
        if each.id:
            assert found.setdefault(key(each.id), each.string) == each.string, each.id


def test_a_sentence_that_counts_has_a_form_for_one() -> None:
    """A number followed by a word needs the word's plural forms; limits that are never one are written down here."""
    never_one = {
        "Almeno %(n)s caratteri, e non sempre gli stessi. Una frase che ricordi va benissimo.",
    }
    fixed = {
        message: place for message, place in sentences().items()
        if isinstance(message, str) and COUNTED.search(message) and message not in never_one
    }  # fmt: skip
    assert not fixed, "\n".join(f"{place}: {message}" for message, place in fixed.items())


def test_the_sources_are_read() -> None:
    found = sentences()
    assert "Lingua e aspetto" in found
    assert ("%(n)s pallino", "%(n)s pallini") in found


def test_plural_forms_are_by_category() -> None:
    words = language.load(LOCALES, pseudo=True)
    assert set(words.forms("it", "%(n)s pallino", "%(n)s pallini")) >= {"one", "other"}
    assert words.ngettext("it", "%(n)s pallino", "%(n)s pallini", 1) == "1 pallino"
    assert words.ngettext("en", "%(n)s pallino", "%(n)s pallini", 2) == "2 dots"


def test_sentences_are_printed_with_a_curled_apostrophe() -> None:
    words = language.load(LOCALES)
    assert words.gettext("it", "Qui non c'è niente") == "Qui non c’è niente"


def test_the_pseudo_language_keeps_places_and_tags() -> None:
    said = language.stretched("Ciao %(name)s, <b>qui</b> &amp; ora")
    assert "%(name)s" in said
    assert "<b>" in said
    assert "&amp;" in said
    assert "Ciao" not in said


def test_the_language_is_the_one_asked_for_then_chosen_then_preferred() -> None:
    words = language.load(LOCALES)
    assert words.nearest(["xx", "en-GB", "it"]) == "en"
    assert words.nearest([]) == "it"
    assert language.accepted("de;q=0.5, en;q=0.9, *;q=0, it;q=nan") == ["en", "de"]
