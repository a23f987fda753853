"""A small finished workshop as a librarian sees it, and the words to write about it with."""

from __future__ import annotations

from typing import Any

from app.exports.template import Part, Template

Json = dict[str, Any]
AT = 1_763_830_800_123
PEOPLE = 25


def id_of(name: str) -> str:
    """A stable id of 32 hex digits for a name."""
    return name.encode().hex().ljust(32, "0")[:32]


class Italian:
    """Italian words, as they stand in the source."""

    language = "it"

    def gettext(self, text: str, **values: object) -> str:
        return text % values if values else text

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        return (one if n == 1 else many) % {"n": n, **values}

    def date(self, at: int) -> str:
        return "22 novembre 2026"

    def time(self, at: int) -> str:
        return "18:24"


TEMPLATE = Template(
    id="proposal",
    title="Proposta",
    parts=(
        Part(key="people", stage="empathize", heading="Il bisogno", question="Chi vive questo, e come?"),
        Part(key="problem", stage="define", heading="La domanda", question="Qual è la domanda da cui si parte?"),
        Part(key="idea", stage="ideate", heading="L'idea scelta", question="Qual è l'idea?", fact=True),
        Part(key="alternatives", stage="ideate", heading="Le altre idee", question="Che altro c'era?"),
        Part(key="how", stage="prototype", heading="Come funziona", question="Chi fa che cosa, dietro il banco?"),
        Part(key="test", stage="test", heading="Cosa hanno detto gli altri", question="Che cosa hanno detto?"),
        Part(key="cost", stage="scale", heading="Quanto costa", question="Quanto costa, all'incirca, il primo anno?",
             fact=True),
        Part(key="owner", stage="scale", heading="Chi se ne occupa", question="Chi se ne prende cura?", fact=True),
    ),
)  # fmt: skip


def activity(
    name: str, stage: str, title: str, *feeds: str, order: int, zones: tuple[str, ...] = ("Note",)
) -> Json:
    """A step that has been held."""
    return {
        "id": id_of(name), "kind": "activity", "order": order, "stage": stage, "tool": "board", "method": "m",
        "title": title, "prompt": "", "minutes": 10, "state": "closed", "revealed": True, "hidden": 0,
        "zones": [{"id": zone.lower(), "title": zone} for zone in zones], "words": {}, "started_at": AT,
        "pinned": False,
        "rules": {"private": False, "anonymous": False, "notes": None, "cluster": "all", "tables": False,
                  "phones": "up", "carry": False, "photo": True, "feeds": list(feeds), "ballot": None},
    }  # fmt: skip


def note(
    name: str, where: str, text: str, *, lang: str = "it", alias: str = "", zone: str = "note", **more: Any
) -> Json:
    """A note; named when an alias is given."""
    made = {
        "id": id_of(name), "kind": "note", "activity": id_of(where), "zone": zone, "table": None, "x": 500, "y": 500,
        "text": text, "lang": lang, "translations": {}, "clusters": [], "media": [], "parked": False, "aside": False,
    }  # fmt: skip
    if alias:
        made |= {"by": id_of(alias), "alias": alias, "at": AT, "paper": False}
    return made | more


def tally(ballot: str, target: str, dots: int, rank: int, *, tied: bool = False) -> Json:
    """A result."""
    found = f"tally:{id_of(ballot)}:{id_of(target)}"
    return {"id": found, "kind": "tally", "ballot": id_of(ballot), "target": id_of(target), "dots": dots,
            "rank": rank, "tied": tied}  # fmt: skip


def records() -> list[Json]:
    """Everything in the workshop but its document."""
    late = id_of("late")
    return [
        {"id": id_of("w"), "kind": "workshop", "title": "Una biblioteca per tutte le lingue",
         "question": "Come può la biblioteca restare aperta a chi arriva tardi?", "languages": ["it", "en"],
         "state": "closed", "stage": "test", "current": None, "timer": None, "spotlight": None, "people": PEOPLE,
         "gather": 0, "closing_at": None, "started_at": AT},
        activity("empathy", "empathize", "Mappa dell'empatia", "people", order=1, zones=("Dice", "Pensa")),
        activity("hmw", "define", "Come potremmo", "problem", order=2),
        activity("ideas", "ideate", "Cartoline di idee", "idea", "alternatives", order=3),
        activity("dots", "ideate", "Il voto", "idea", order=4),
        activity("story", "prototype", "Sei riquadri", "how", order=5),
        activity("grid", "test", "Griglia dei riscontri", "test", order=6),
        note("seven", "empathy", "Alle sette si chiude, ma io alle sette comincio", alias="Lontra blu", zone="pensa",
             clusters=[late]),
        note("shift", "empathy", "Il turno finisce quando qui si spegne", alias="Riccio lento", zone="pensa",
             clusters=[late]),
        note("arabic", "empathy", "أريد مكانا هادئا للدراسة في المساء", lang="ar", alias="Volpe rossa", zone="dice"),
        note("chinese", "empathy", "晚上没有地方可以学习", lang="zh", zone="dice"),
        note("aside", "empathy", "una cosa messa da parte", aside=True),
        note("parked", "empathy", "una cosa parcheggiata", parked=True),
        {"id": late, "kind": "cluster", "activity": id_of("empathy"), "table": None,
         "title": "Orari che non si incastrano"},
        note("question", "hmw", "Come potremmo tenere accesa una sala fino alle 22?", **{"from": late}),
        note("keys", "ideas", "Le chiavi ai lettori: un gruppo formato apre la sala tre sere", alias="Lontra blu"),
        note("van", "ideas", "Un furgone che porta i libri alla stazione"),
        note("robot", "ideas", "Un distributore di libri sempre acceso"),
        note("card", "dots", "Le chiavi ai lettori: un gruppo formato apre la sala tre sere",
             **{"from": id_of("keys")}),
        note("card2", "dots", "Un furgone che porta i libri alla stazione", **{"from": id_of("van")}),
        note("card3", "dots", "Un distributore di libri sempre acceso", **{"from": id_of("robot")}),
        {"id": id_of("ballot"), "kind": "ballot", "activity": id_of("dots"), "method": "dots",
         "settings": {"dots": 3, "max": 1, "secret": True, "shuffle": True},
         "targets": [id_of("card"), id_of("card2"), id_of("card3")], "state": "closed", "voted": 22, "dots": 63},
        tally("ballot", "card", 31, 1),
        tally("ballot", "card2", 16, 2, tied=True),
        tally("ballot", "card3", 16, 2, tied=True),
        note("frame1", "story", "Alle 18:50 chi ha la chiave saluta chi esce e accoglie chi arriva"),
        note("photo", "story", "", media=[{"id": "p1", "w": 40, "h": 30, "alt": "Il registro delle chiavi"}]),
        note("likes", "grid", "Piace, se chi apre non resta mai da solo"),
    ]  # fmt: skip


def view(*more: Json, base: list[Json] | None = None) -> dict[str, Json]:
    """Records by id."""
    return {record["id"]: record for record in [*(records() if base is None else base), *more]}
