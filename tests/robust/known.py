"""What the generator of calls is told of a house (P3): what is there, and what a refusal must say.

Loaded by it as its hooks; OFFICINA_KNOWN is JSON: values by name, for addresses and for bodies.
"""

from __future__ import annotations

import json
import os
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure

from app.core.refusal import REASONS

KNOWN: dict[str, Any] = json.loads(os.environ.get("OFFICINA_KNOWN", "{}"))


def fits(case: Any) -> bool:
    """Was this call made as the document has it?"""
    return case.meta is not None and case.meta.generation.mode.name == "POSITIVE"


def made_true(found: Any) -> None:
    """Put what is there in the place of some values; which, their own bytes decide, so that it can be repeated."""
    if isinstance(found, dict):
        pick = len(json.dumps(found, default=str)) % 4
        found.update({name: KNOWN[name] for n, name in enumerate(sorted(found)) if name in KNOWN and (pick + n) % 4})


@schemathesis.hook
def before_call(_: Any, case: Any, __: Any) -> None:
    """Three of four values are of what is there, in calls that fit."""
    if fits(case):
        made_true(case.path_parameters)
        made_true(case.body)


@schemathesis.check
def refused_for_a_reason(_: Any, response: Any, case: Any) -> None:
    """A call that fits may be refused for what is so in the house, and then the reason is said; never for its form."""
    if not fits(case) or response.status_code != 422:
        return
    said = response.json()
    code = said["type"].removeprefix("urn:officina:problem:")
    if code not in REASONS or "errors" in said:
        raise Failure(operation=case.operation.label, title="Refused without a reason", message=json.dumps(said))
