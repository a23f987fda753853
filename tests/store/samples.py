"""A sample of each event, every field filled with something, made from its types alone."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

from app.core.types import Event

PLAIN: dict[Any, Any] = {str: "testo", int: 7, bool: True, Any: "qualsiasi", object: "qualsiasi"}


def sample(cls: type[Event]) -> Event:
    """An event of this class."""
    return typing.cast(Event, filled(cls))


def filled(kind: Any) -> Any:
    """A value of a type of those that events are made of."""
    if kind in PLAIN:
        return PLAIN[kind]
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{field.name: filled(hints[field.name]) for field in dataclasses.fields(kind)})  # type: ignore[operator]
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return filled(next(part for part in parts if part is not type(None)))
    if origin is typing.Literal:
        return parts[0]
    if origin is tuple:
        return (filled(parts[0]),) if parts[-1] is ... else tuple(filled(part) for part in parts)
    if origin is dict or kind is dict:
        return {"chiave": filled(parts[1]) if parts else "valore"}
    raise TypeError(f"events aren't made of {kind}")
