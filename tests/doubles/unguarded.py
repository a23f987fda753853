"""The server with a hole planted in its guard, named by OFFICINA_PLANTED_FAULT: what a test of security must catch.

Run as `python -m tests.doubles.unguarded serve …`.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from app.store.sessions import Sessions


def lines_stay() -> None:
    """Whoever is connected is never asked again whether they are still signed in."""
    Sessions.alive = lambda self, tokens, *, now: set(tokens)  # type: ignore[method-assign]


def signing_out_forgets_only_the_browser() -> None:
    """The cookie is taken back, the session goes on."""
    Sessions.sign_out = lambda *_: None  # type: ignore[method-assign,assignment]


FAULTS: dict[str, Callable[[], None]] = {
    "lines_stay": lines_stay,
    "signing_out_forgets_only_the_browser": signing_out_forgets_only_the_browser,
}

if __name__ == "__main__":
    FAULTS[os.environ["OFFICINA_PLANTED_FAULT"]]()
    from app.cli import main  # only now, with the fault in place

    main()
