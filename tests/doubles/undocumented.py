"""Faults in what is answered to programs: a call that stumbles, one that answers otherwise, one that says not why."""

from __future__ import annotations

from typing import Any

from app.web import problems
from app.web.api import entrance, workshops


def stumbles() -> None:
    """Receipts with anything but letters and numbers in their codes are a fault of ours."""
    opened = entrance.opened

    async def hasty(request: Any, code: str) -> Any:
        return await opened(request, str(int(code, 36)))

    entrance.opened = hasty


def answers_otherwise() -> None:
    """Opening and closing say less than the document has it."""

    async def led(_: Any, place: Any, __: Any) -> dict[str, str]:
        return {"id": place.workshop}

    workshops.led = led  # type: ignore[assignment]


def says_not_why() -> None:
    """Whatever is refused has no reason of its own."""
    answer = problems.answer

    def shortly(*given: Any, **more: Any) -> Any:
        return answer(*given, **{name: value for name, value in more.items() if name != "code"})

    problems.answer = shortly


UNDOCUMENTED = {"stumbles": stumbles, "answers_otherwise": answers_otherwise, "says_not_why": says_not_why}
