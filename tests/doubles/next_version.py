"""The server as it is after an upgrade: the same, but each file of the interface has another version than before.

Run as `python -m tests.doubles.next_version serve …`.
"""

from __future__ import annotations

import runpy

from app.web import assets

digest = assets.digest


def another(body: bytes) -> str:
    """The version of a file that was changed."""
    return digest(body + b" in the next version")


if __name__ == "__main__":
    assets.digest = another
    runpy.run_module("app.cli", run_name="__main__")
