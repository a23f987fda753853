"""A section as it was typed: fields in their order become sentences, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.datastructures import FormData

from app.core.types import Json
from app.core.words.draft import Sentence


def typed(form: FormData, section: Json, new_id: Callable[[], str]) -> tuple[Sentence, ...]:
    """The sentences of a form: each begins with an `id` (empty for a new one), then `text` and any `evidence`.

    A sentence without text is left out. One that still says what its note says stays a link to that note.
    """
    known = {each["id"]: each for each in section["sentences"]}
    return tuple(
        Sentence(
            id=each["id"] or new_id(), text=each["text"], evidence=tuple(dict.fromkeys(each["evidence"])),
            quote=still_quoted(each, known.get(each["id"])),
        )
        for each in rows(form)
        if each["text"].strip()
    )  # fmt: skip


def rows(form: FormData) -> list[dict[str, Any]]:
    """The form's fields, a row for each sentence."""
    found: list[dict[str, Any]] = []
    for name, value in form.multi_items():
        said = value if isinstance(value, str) else ""
        if name == "id":
            found.append({"id": said, "text": "", "evidence": []})
        elif name == "text" and found:
            found[-1]["text"] = said.replace("\r\n", "\n").strip()
        elif name == "evidence" and found and said:
            found[-1]["evidence"].append(said)
    return found


def still_quoted(row: dict[str, Any], before: Json | None) -> str:
    """The note that a sentence quotes, as long as its words and its evidence are untouched; or nothing."""
    quote = str((before or {}).get("quote", ""))
    same = before is not None and row["text"] == before["text"].strip()
    return quote if same and quote in row["evidence"] else ""


def answer(section: Json, text: str, new_id: Callable[[], str]) -> tuple[Sentence, ...]:
    """What is there, with one more sentence."""
    kept = tuple(
        Sentence(
            id=each["id"], text=each["text"], evidence=tuple(each["evidence"]), quote=each.get("quote", "")
        )
        for each in section["sentences"]
    )
    return (*kept, Sentence(id=new_id(), text=text.strip()))
