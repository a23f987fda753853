"""What the wall is told in each of its states: records as the protocol has them, made here."""

from __future__ import annotations

import time
from typing import Any

Record = dict[str, Any]

NOW = int(time.time() * 1000)
WORDS = (
    ("Alle sette si chiude, ma io alle sette comincio", "it"),
    ("Vorrei un posto dove posso restare senza dover comprare", "it"),
    ("أريد مكانًا أبقى فيه دون أن أضطر إلى الشراء", "ar"),
    ("我想在这里学习到很晚", "zh"),
    ("Я приходжу сюди з дитиною, бо вдома холодно", "uk"),
    ("Se c'è qualcuno che mi saluta, torno", "it"),
    ("Una presa per il telefono, un tavolo grande e nessuno che mi chiede perché sono qui", "it"),
)
ZONES = ("Dice", "Pensa", "Fa", "Sente")
TIMER = {"ends_at": NOW + 3_600_000, "left": None, "seconds": 3600}


def workshop(**more: Any) -> Record:
    known = {
        "id": "w", "kind": "workshop", "title": "La sera in biblioteca", "question": "La biblioteca di sera?",
        "languages": ["it"], "state": "open", "stage": "empathize", "current": "a", "timer": TIMER, "spotlight": None,
        "people": 25, "gather": 0, "closing_at": None, "started_at": NOW,
    }  # fmt: skip
    return known | more


def activity(**more: Any) -> Record:
    known = {
        "id": "a", "kind": "activity", "order": 1, "stage": "empathize", "tool": "board", "method": "empathy_map",
        "title": "Mappa dell'empatia", "prompt": "Cosa vive chi studia qui la sera?", "words": {}, "minutes": 14,
        "zones": [{"id": name.lower(), "title": name} for name in ZONES], "rules": {"phones": "up", "tables": False},
        "state": "shared", "revealed": True, "hidden": 0, "started_at": NOW,
    }  # fmt: skip
    return known | more


def note(at: int, **more: Any) -> Record:
    text, lang = WORDS[at % len(WORDS)]
    known = {
        "id": f"{at:032x}", "kind": "note", "activity": "a", "table": None, "zone": ZONES[at % 4].lower(),
        "x": 0, "y": 0, "text": text, "lang": lang, "translations": {}, "clusters": [], "media": [], "parked": False,
    }  # fmt: skip
    return known | more


def clustered() -> list[Record]:
    names = ("Orari che non si incastrano", "Sentirsi attesi", "Senza comprare")
    loops = [
        {"id": f"c{at}", "kind": "cluster", "activity": "a", "table": None, "title": name}
        for at, name in enumerate(names)
    ]
    return [*loops, *(note(at, clusters=[f"c{at % 3}"] if at % 2 else []) for at in range(24))]


def voted(dots: tuple[int, ...], *, state: str) -> list[Record]:
    cards = [note(at, **{"from": "z"}) for at in range(len(dots))]
    ballot = {
        "id": "b", "kind": "ballot", "activity": "a", "method": "dots", "state": state, "voted": 22, "dots": sum(dots),
        "settings": {"dots": 3, "max": 1, "secret": True, "shuffle": True}, "targets": [card["id"] for card in cards],
        "first": [card["id"] for card, n in zip(cards, dots, strict=True) if n == max(dots)],
    }  # fmt: skip
    tallies = [
        {"id": f"tally:b:{card['id']}", "kind": "tally", "ballot": "b", "target": card["id"], "dots": n,
         "rank": 1 + sum(n < other for other in dots), "tied": dots.count(n) > 1}
        for card, n in zip(cards, dots, strict=True)
    ]  # fmt: skip
    return [*cards, ballot, *(tallies if state == "closed" else [])]


def stood(*said: tuple[int, int, int]) -> list[Record]:
    """Results of yes, not sure and no, the best first."""
    cards = [note(at, **{"from": "z"}) for at in range(len(said))]
    ballot = {
        "id": "b", "kind": "ballot", "activity": "a", "method": "stance", "state": "closed", "voted": 22, "paper": 3,
        "settings": {"secret": True, "shuffle": True}, "targets": [card["id"] for card in cards],
        "first": [cards[0]["id"]],
    }  # fmt: skip
    return [*cards, ballot, *(
        {"id": f"tally:b:{card['id']}", "kind": "tally", "ballot": "b", "target": card["id"], "yes": yes,
         "unsure": unsure, "no": no, "rank": at, "tied": False}
        for at, (card, (yes, unsure, no)) in enumerate(zip(cards, said, strict=True), 1)
    )]  # fmt: skip


VOTE = {"stage": "ideate", "tool": "vote", "zones": [], "prompt": "Quali idee proviamo per prime?"}
SCENES: dict[str, list[Record]] = {
    "lobby": [workshop(state="lobby", current=None, stage=None, timer=None, people=14),
              *({"id": f"p{at}", "kind": "person", "alias": f"Lontra {at}"} for at in range(14))],
    "seated": [workshop(state="lobby", current=None, stage=None, timer=None, people=28),
               *({"id": f"t{at}", "kind": "table", "title": str(at + 1), "order": at} for at in range(4)),
               *({"id": f"p{at}", "kind": "person", "alias": f"Donnola curiosa {at}", "table": f"t{at % 4}"}
                 for at in range(28))],
    "empty": [workshop(state="lobby", current=None, stage=None, timer=None, people=0)],
    "covered": [workshop(), activity(revealed=False, hidden=62)],
    "board": [workshop(), activity(), *(note(at) for at in range(10))],
    "full": [workshop(), activity(), *(note(at) for at in range(104))],
    "clusters": [workshop(stage="define"), activity(stage="define"), *clustered()],
    "vote": [workshop(stage="ideate"), activity(**VOTE), *voted((3, 2, 2, 1), state="open")],
    "result": [workshop(stage="ideate"), activity(**VOTE), *voted((31, 22, 19, 19, 12, 3, 2, 1, 0), state="closed")],
    "stances": [workshop(stage="test"), activity(**VOTE | {"stage": "test", "prompt": "A quali dite «proviamo»?"}),
                *stood((17, 3, 2), (12, 8, 2), (6, 9, 7), (2, 1, 19))],
    "light": [workshop(spotlight=note(0)["id"]), activity(), note(0)],
    "long": [workshop(spotlight=note(0)["id"]), activity(), note(0, text="Quando sono arrivata ero sola. " * 64)],
    "pause": [workshop(), activity(tool="none", title="Pausa", rules={"phones": "break"})],
    "talk": [workshop(), activity(tool="none", rules={"phones": "down"})],
    "message": [workshop(), activity(), note(1),
                {"id": "m", "kind": "message", "text": "Carta e penna al tavolo 2", "lang": "it", "at": NOW}],
    "last": [workshop(state="closed", current=None, timer=None, answer_by=1_811_671_200_000),
             *voted((31, 22), state="closed"), *(note(at) for at in range(9, 60))],
}  # fmt: skip
