"""What was typed into a form that could not be taken now: carried along and handed back, but for passwords."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

SECRET = frozenset({"password", "old", "again"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST = 2000  # fields

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent: its fields in their order, and what somebody wrote, to be read or copied.

    `whole` when the form can be sent again as it is: a password is neither kept nor left out unseen.
    """

    fields: Fields = ()
    whole: bool = False

    @property
    def words(self) -> list[str]:
        """What somebody wrote, without what the page itself put in."""
        said = [value.strip() for _, value in self.fields]
        return [value for value in said if " " in value or (value and not self.whole)]


NOTHING = Typed()


async def typed(request: Request) -> Typed:
    """What was typed; nothing for what is no form, or can't be read."""
    if request.method != "POST" or not request.headers.get("content-type", "").startswith(FORMS):
        return NOTHING
    try:
        form = await request.form()
    except (HTTPException, ValueError, RuntimeError):
        return NOTHING
    return of([(name, value) for name, value in form.multi_items() if isinstance(value, str)])


def of(said: Iterable[tuple[str, str]]) -> Typed:
    """Fields without their passwords."""
    every = tuple(said)
    fields = tuple(pair for pair in every if pair[0] not in SECRET)
    secret = any(value for name, value in every if name in SECRET)
    return NOTHING if len(every) > MOST else Typed(fields, bool(fields) and not secret)


def packed(typed: Typed) -> str:
    """A form that can be sent again as one text, for a hidden field; empty when it can't."""
    return json.dumps(typed.fields, ensure_ascii=False) if typed.whole else ""


def unpacked(text: str) -> Typed:
    """The form in such a text; nothing when it isn't one."""
    try:
        found = json.loads(text) if text else []
        fields = [(name, value) for name, value in found]
    except (ValueError, TypeError, RecursionError):
        return NOTHING
    return of(fields) if all(isinstance(each, str) for pair in fields for each in pair) else NOTHING
