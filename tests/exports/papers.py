"""Documents made for tests: an outcome put into a view as the core would, and manuscripts of it."""

from __future__ import annotations

from app.exports.compose import proposal
from app.exports.drafting import draft
from app.exports.manuscript import Manuscript
from app.exports.template import Template
from tests.exports.rooms import AT, TEMPLATE, Italian, Json, id_of, view

OUTCOME = id_of("outcome")
TITLE = "La sala della sera, con le chiavi ai lettori"


def with_outcome(
    room: dict[str, Json], source: str, template: Template = TEMPLATE, title: str = TITLE
) -> dict[str, Json]:
    """The view after a proposal has been drafted from a card; quotations are read from their notes."""
    made: dict[str, Json] = {
        OUTCOME: {"id": OUTCOME, "kind": "outcome", "template": template.id, "type": "service", "title": title,
                  "from": source, "status": "draft", "at": AT}
    }  # fmt: skip
    for found in draft(room, source, template, Italian()):
        sentences = [
            {
                "id": each.id,
                "text": each.text or quoted(room[each.quote]),
                "evidence": list(each.evidence),
            }
            | ({"quote": each.quote} if each.quote else {})
            for each in found.sentences
        ]
        id = f"{OUTCOME}:{found.key}"
        made[id] = {"id": id, "kind": "section", "outcome": OUTCOME, "key": found.key, "order": found.order,
                    "stage": found.stage, "title": found.title, "sentences": sentences,
                    "gap": not sentences}  # fmt: skip
    return room | made


def quoted(source: Json) -> str:
    """What a note says or a group is called, as the core quotes it."""
    return f"«{source.get('text') or source['title']}»"


def manuscript(room: dict[str, Json] | None = None, source: str = "") -> Manuscript:
    """The proposal of the small workshop."""
    whole = with_outcome(view() if room is None else room, source or id_of("card"))
    return proposal.compose(whole, OUTCOME, TEMPLATE, Italian(), library="Biblioteca dei Tigli")
