"""The declaration: for every route who is let in, with what it is asked, and how it answers those.

A route of the application that isn't here fails the build, and so does a line here without a route.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.security import who
from tests.security.routes import LIVE
from tests.security.who import Verdict
from tests.security.world import WORD

Judge = Callable[[str, str], Verdict]
MAKERS, WRITERS = who.having("facilitator"), who.having("facilitator", "librarian")
MINE = {"id": "{new}", "person": "{me}"}
WRITTEN = {"activity": "{board}", "zone": "{zone}", "text": "ciao"}
NOTE = {"template": "proposal", "from": "{note}"}


@dataclass(frozen=True, eq=False)
class Row:
    """One route: who is let in, the status they get, and what they ask with.

    `inner` names what lies in the object that is asked for: another's is asked for as well, and answered `other`.
    A form is sent as one; `json` says that programs send it. `fixed` fills what in the path is no object.
    """

    method: str
    path: str
    judge: Judge
    status: int = 200
    form: Mapping[str, Any] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None
    query: str = ""
    inner: str = ""
    other: int = 404
    fixed: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    kind: str = ""
    apart: Mapping[str, int] = field(default_factory=dict)  # the status of those let in, where a thing has its own
    renews: bool = False  # what it takes away must be made again
    own_session: bool = False  # what it does ends the session that it is asked with


def get(path: str, judge: Judge, status: int = 200, **more: Any) -> Row:
    return Row("GET", path, judge, status, **more)


def post(path: str, judge: Judge, status: int = 303, **more: Any) -> Row:
    return Row("POST", path, judge, status, **more)


def mine(method: str, path: str, judge: Judge, *, person: Judge | None = None) -> list[Row]:
    """A page that shows one of the people a device speaks for: the latest, one that is named, or somebody else's."""
    asked = Row(method, path, judge, query="person={me}")
    named = asked if person is None else Row(method, path, person, query="person={me}")
    return [Row(method, path, judge), named, Row(method, path, who.nobody_else(judge), query="person={person}")]


def pages(*paths: str) -> list[Row]:
    """Pages open to everybody."""
    return [get(path, who.anybody) for path in paths]


W, A, O = "/w/{workshop}", "/api/v1", "/o/{outcome}"  # noqa: E741
PLAN = f"{W}/plan"
STEP = {"inner": "activity"}

OPEN = [
    *pages("/healthz", "/readyz", "/metrics", "/openapi.json", "/live/schema.json", f"{A}/packs", f"{A}/methods"),
    *pages("/check", "/display", "/docs", "/guide", "/", "/worker.js", "/app.webmanifest", "/offline", "/r"),
    get("/about/{name}", who.anybody, fixed={"name": "legal"}),
    get(A + "/schemas/{name}.json", who.anybody, fixed={"name": "outcome-1"}),
    get("/static/{name:path}", who.anybody, fixed={"name": "css/officina.css"}),
    get("/j", who.anybody, 303),
    post("/display", who.anybody, form={"theme": "dark"}),
]
ACCOUNTS = [
    get("/sign-in", who.either("in", 303)),
    get("/session", who.either(401, "in"), 204),
    get("/signed-in", who.either(303, "in")),
    post("/sign-in", who.anybody, form={"email": "lead@prove.example", "password": WORD}, own_session=True),
    post("/sign-out", who.anybody, own_session=True),
    post(f"{A}/sessions", who.anybody, 201, json={"email": "lead@prove.example", "password": WORD}, own_session=True),
    Row("DELETE", f"{A}/sessions", who.anybody, 204, own_session=True),
    get("/account", who.user),
    post("/account", who.user, 422, form={"old": WORD, "password": "a", "again": "b"}),
    get("/welcome/{welcome}", who.there),
    post("/welcome/{welcome}", who.there, 422, form={"password": "a", "again": "b"}),
    get("/users", who.administers),
    post("/users", who.administers, 422, form={"email": "nobody", "roles": "librarian"}),
    post("/users/library", who.administers, 422, form={"library": ""}),
    post("/users/{user}/roles", who.administers, form={"roles": "facilitator"}),
    post("/users/{user}/active", who.administers, form={"to": "true"}),
    post("/users/{user}/link", who.administers, 201),
]
DESK = [
    get("/home", who.user),
    get("/home/new", MAKERS),
    post("/home/new", MAKERS, 422, form={"pack": "assaggio-60"}),
    get("/methods", who.user),
    get("/methods/{id}", who.user, fixed={"id": "dots"}),
    post("/methods/{id}/add", who.leads_it, form={"workshop": "{workshop}"}, fixed={"id": "dots"},
         apart={"rehearsal": 404}),
    get("/proposals", WRITERS, 307),
    get("/outcomes", WRITERS),
    post("/outcomes/zip", who.takes_home, 200, form={"id": "{outcome}"}),
    post(f"{A}/workshops", MAKERS, 422, json={"pack": "assaggio-60", "title": ""}),
]
DOOR = [
    get(A + "/join/{code}", who.there),
    post(f"{A}/join", who.there, 422, json={"code": "{code}", "alias": "", "notice": 1}),
    post(f"{A}/receipts", who.there, 200, json={"code": "{receipt}"}),
    post(f"{A}/receipts/erase", who.there, 404, json={"code": "nothing"}),
    get("/j/{code}", who.holding(303)),
    post("/j/{code}", who.holding(303), 422, form={"notice": "1"}),
    post("/r", who.there, 200, form={"code": "{receipt}"}),
    post("/r/erase", who.there, 200, form={"code": "{receipt}"}),
    get("/t/{code}", who.there),
    post("/t/{code}", who.there),
    post("/t/{code}/help", who.there),
]
PHONE = [
    Row(LIVE, "/live/{workshop}", who.connects, 101),
    *mine("GET", "/p/{workshop}", who.speaks),
    *mine("GET", "/p/{workshop}/plain", who.acts),
    *mine("GET", A + "/workshops/{workshop}", who.has_part, person=who.takes_part_alone),
    get(A + "/workshops/{workshop}/media/{media}", who.has_part, inner="media", apart={"rehearsal": 404}),
    Row("PUT", A + "/workshops/{workshop}/media/{new}", who.has_part, 415, content=b"no picture", kind="image/png",
        apart={"rehearsal": 422}),
    post("/p/{workshop}/plain/notes", who.acts, form=MINE | WRITTEN),
    post("/p/{workshop}/plain/notes", who.nobody_else(who.acts), form=MINE | WRITTEN | {"person": "{person}"}),
    post("/p/{workshop}/plain/notes/remove", who.acts, 422, form=MINE | {"note": "{note}"}, inner="note", other=422),
    post("/p/{workshop}/plain/votes", who.acts, 422, form=MINE | {"ballot": "{note}", "value": "1"}),
    get(f"{W}/wall", who.looks),
]
LED = [
    *(get(f"{W}{path}", who.leads) for path in ("", "/remote", "/check", "/check/wall", "/kit", "/plan")),
    *(get(f"{W}{path}", who.leads) for path in ("/kit.pdf", "/rehearsal")),
    *(get(PLAN + "/{activity}" + path, who.leads, **STEP) for path in ("", "/phone", "/wall", "/paper.pdf")),
    post(f"{PLAN}/order", who.leads, 409, form={"shown": "old"}),
    post(f"{PLAN}/minutes", who.leads),
    post(f"{PLAN}/when", who.leads, 422, form={"date": "never"}),
    post(f"{PLAN}/languages", who.leads, form={"lang": "it", "offer": "yes"}),
    post(f"{PLAN}/fit", who.leads, 422),
    post(f"{PLAN}/add", who.leads, form={"card": "dots"}),
    post(f"{PLAN}/parking", who.leads),
    post(PLAN + "/{activity}", who.leads, 409, form={"seen": "old"}, **STEP),
    post(PLAN + "/{activity}/copy", who.leads, **STEP),
    post(PLAN + "/{board}/remove", who.leads, 409, inner="board", other=409),
    post(f"{W}/tickets/void", who.leads),
    post(f"{W}/tickets", who.leads, 422, form={"count": "none"}),
    post(f"{W}/rehearsal", who.leads, apart={"rehearsal": 422}),
    post(f"{W}/rehearsal/pace", who.leads, 422, form={"pace": "x"}),
    post(f"{W}/rehearsal/end", who.leads, 403, apart={"rehearsal": 303}, renews=True),
    post(A + "/workshops/{workshop}/open", who.leads, 200),
    post(A + "/workshops/{workshop}/close", who.leads, 200),
]
DOCUMENTS = [
    get(f"{W}/after", who.reads),
    get(f"{W}/outcomes", who.reads),
    post(f"{W}/outcomes", who.reads, 422, form={"source": "{note}", "title": "x" * 999}, inner="note", other=422),
    post(A + "/workshops/{workshop}/outcomes", who.reads, 201, json=NOTE, inner="note"),
    get(A + "/workshops/{workshop}/export.{form}", who.reads, fixed={"form": "csv"}),
    get(A + "/outcomes/{outcome}.dc.xml", who.reads),
    get(A + "/outcomes/{outcome}.{form}", who.reads, fixed={"form": "md"}),
    get(O + ".{form}", who.reads, fixed={"form": "json"}),
    get(O + "/for/{destination}", who.reads, fixed={"destination": "colleagues"}),
    get(O, who.reads),
    get("/outcomes/{outcome}", who.reads, 307),
    get(O + "/media/{media}", who.reads, inner="media"),
    get(O + "/versions", who.reads),
    get(O + "/versions/{seq}", who.reads),
    post(O, who.reads, form={"title": "Più luce", "type": "service"}),
    post(O + "/sections/{key}", who.reads, form={"answer": "Sì."}),
    post(O + "/status", who.reads, 422, form={"to": "nowhere"}),
    post(O + "/versions/{seq}", who.reads),
]
DECLARED = [*OPEN, *ACCOUNTS, *DESK, *DOOR, *PHONE, *DOCUMENTS, *LED]
# Roles of the house that people have; a new one must be given its rows in `who` and its user in `world`.
ROLES = {"admin", "facilitator", "librarian"}
