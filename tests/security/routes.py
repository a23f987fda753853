"""Every way in that an application has, walked from the application itself: method and path of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

LIVE = "LIVE"  # the method of a socket
SELF = frozenset({"HEAD", "OPTIONS"})  # answered as GET is


def walked(routes: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of every route, sockets as LIVE, mounted applications with all that is in them."""
    for route in routes:
        if hasattr(route, "original_router"):  # a router that was included
            yield from walked(route.original_router.routes, prefix + route.include_context.prefix)
        elif getattr(route, "methods", None):
            yield from ((method, prefix + route.path) for method in sorted(route.methods - SELF))
        elif getattr(route, "app", None) is not None and not hasattr(route, "endpoint"):
            inner = getattr(route, "routes", None) or getattr(route.app, "routes", None)
            yield from walked(inner, prefix + route.path) if inner else [("MOUNT", prefix + route.path)]
        else:
            yield LIVE, prefix + route.path


def every(app: Any) -> list[tuple[str, str]]:
    """All of them, in the order in which they are tried."""
    return list(walked(app.routes))
