"""A facilitator over the live protocol, beside a browser: in a thread of its own, since Playwright has this one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.contracts.calls import Calls
from tests.contracts.client import Client
from tests.serving import Served

EMAIL, PASSWORD = "marta@tigli.example", "una frase lunga per Marta"
PACK = "assaggio-60"


@dataclass
class Lead:
    """Who leads an open workshop: `do` asks and waits for the ack, `view` is what they see."""

    client: Client
    loop: asyncio.AbstractEventLoop
    workshop: str
    code: str
    agenda: list[dict[str, Any]]

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something in the lead's thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def do(self, k: str, **d: Any) -> Any:
        """Ask for something."""
        return self.wait(self.client.do(k, d))

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The records of one kind, once everything has arrived."""
        self.wait(asyncio.sleep(0.15))
        return self.client.of(kind)

    def activity(self, method: str) -> dict[str, Any]:
        """The first activity of a method."""
        return next(found for found in self.agenda if found["method"] == method)

    def start(self, method: str) -> dict[str, Any]:
        """Go on to it."""
        found = self.activity(method)
        self.do("activity.start", id=found["id"])
        return found

    def set_rules(self, method: str, **rules: Any) -> None:
        """Change some of an activity's rules."""
        id = self.activity(method)["id"]
        now = next(found["rules"] for found in self.of("activity") if found["id"] == id)
        self.do("activity.set", id=id, rules=now | rules)

    def new_id(self) -> str:
        """128 random bits in hex."""
        return self.client.new_id()


@contextmanager
def leading(server: Served, *, title: str = "La sera in biblioteca") -> Iterator[Lead]:
    """A workshop made and opened on a server, led until the end of the block."""
    calls = Calls(server.url).sign_in(EMAIL, PASSWORD)
    made = calls.create(pack=PACK, title=title, languages=["it", "en"])
    calls.start(made["id"])
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    client = Client(server.url, made["id"], token=calls.token, scope="all")
    lead = Lead(client, loop, made["id"], made["code"], made["activities"])
    lead.wait(client.open())
    try:
        yield lead
    finally:
        lead.wait(client.close())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def add_lead(server: Served) -> None:
    """The account that leads."""
    server.officina(
        "user",
        "add",
        EMAIL,
        "--role",
        "facilitator",
        "--library",
        "Biblioteca dei Tigli",
        stdin=PASSWORD + "\n",
    )
