"""A server whose patience is shorter: OFFICINA_TEST_HASTE=5 makes all it waits for five times as short.

So that tests of silence take seconds; the true lengths are tested at full effort.
"""

from __future__ import annotations

import os

from app import serve
from app.live import connection, fanout, patience
from app.web import bodies


def hasten() -> None:
    """Shorten what the environment says."""
    haste = float(os.environ.get("OFFICINA_TEST_HASTE", "1"))
    fanout.PING /= haste
    fanout.SILENCE /= haste
    connection.DEAF /= haste
    patience.SLOW /= haste
    patience.BEAT /= haste
    bodies.PATIENCE /= haste
    serve.USER_TIMEOUT_MS = int(serve.USER_TIMEOUT_MS / haste)
