"""Text that may be printed: nothing invisible, nothing endless, no sign cut in half."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.plain import LONGEST, clean, clip
from tests.exports import hostile


@given(st.text())
def test_clean_text_has_no_controls_and_cleaning_again_changes_nothing(text: str) -> None:
    said = clean(text)
    assert not [each for each in said if unicodedata.category(each) in ("Cc", "Cs") and each not in "\t\n"]
    assert clean(said) == said


def test_text_is_cut_between_signs() -> None:
    family = "👩‍👩‍👧‍👦"
    cut = clip(family * 1000, 100)
    assert len(cut) <= 100
    assert cut.endswith("…")
    assert set(cut[:-1].split(family)) == {""}


def test_text_is_cut_between_words() -> None:
    assert clip("una parola e poi un'altra parola ancora", 20) == "una parola e poi…"


@pytest.mark.parametrize("text", hostile.HUGE, ids=range(len(hostile.HUGE)))
def test_enormous_texts_become_short(text: str) -> None:
    assert len(clip(clean(text))) <= LONGEST
