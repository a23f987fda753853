"""How long the server takes for its pages, of a workshop with people and a board of notes in it."""

from __future__ import annotations

import http.client
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from .board import folder_of, made
from .processes import Broken, cores, free_port, serving
from .rooms import WORK, serve_copy
from .speaker import signed_in

WARM = 3  # times that each page is asked for before it counts
NOBODY, SOMEBODY, STAFF = "nobody", "a participant", "who leads"
PAGES = {
    NOBODY: ("/", "/j/{code}", "/sign-in", "/about/privacy", "/r", "/guide", "/check"),
    SOMEBODY: ("/p/{workshop}", "/p/{workshop}/plain", "/w/{workshop}/wall"),
    STAFF: ("/home", "/w/{workshop}", "/w/{workshop}/wall", "/w/{workshop}/plan", "/w/{workshop}/remote",
            "/w/{workshop}/check", "/w/{workshop}/kit", "/w/{workshop}/outcomes", "/methods", "/outcomes", "/account"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One page: for whom, what was sent over the wire for its HTML, and how long each answer took, in ms."""

    page: str
    who: str
    bytes: int
    took: list[float]

    @property
    def p95(self) -> float:
        """What 95 of 100 answers were quicker than."""
        return quantile(self.took)


def quantile(values: list[float], q: float = 0.95) -> float:
    """The value that this share of them is not above."""
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]


def pages(phones: int, notes: int, rounds: int) -> list[Asked]:
    """Every page so many times, one after the other in turn. Raises Broken for one that is not there."""
    people = made(phones, notes)
    with tempfile.TemporaryDirectory(prefix="pages-", dir=WORK) as new:
        port = free_port()
        command, env = serve_copy(folder_of(phones, notes), port, Path(new))
        with serving(command, port, cores()[0], Path(new) / "log", **env):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            leads = signed_in(port)
            known = {"workshop": people.workshop, "code": code_of(line, people.workshop, leads)}
            held = {NOBODY: "", SOMEBODY: people.tokens[0], STAFF: leads}
            wanted = [(who, page) for who, found in PAGES.items() for page in found]
            found = {one: ([], 0) for one in wanted}
            for n in range(WARM + rounds):
                for who, page in wanted:
                    took, size = asked(line, page.format(**known), held[who])
                    found[who, page] = ([*found[who, page][0], took] if n >= WARM else [], size)
    return [Asked(page, who, size, took) for (who, page), (took, size) in found.items()]


def code_of(line: http.client.HTTPConnection, workshop: str, token: str) -> str:
    """The code that people join with, as the wall shows it. Raises Broken when it shows none."""
    line.request("GET", f"/w/{workshop}/wall", headers={"Authorization": f"Bearer {token}", "Accept": "text/html"})
    with line.getresponse() as answer:
        found = re.search(r'<p class="code">([^<]+)</p>', answer.read().decode())
    if found is None:
        raise Broken("the wall shows no code")
    return "".join(filter(str.isalnum, found[1]))


def asked(line: http.client.HTTPConnection, path: str, token: str) -> tuple[float, int]:
    """Ask for a page as browsers do: ms until all of it is there, and its bytes. Raises Broken when it is not there."""
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": "it"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    began = time.perf_counter()
    line.request("GET", path, headers=headers)
    with line.getresponse() as answer:
        body = answer.read()
    if answer.status != 200:
        raise Broken(f"{path}: {answer.status}")
    return (time.perf_counter() - began) * 1e3, len(body)
