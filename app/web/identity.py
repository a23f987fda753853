"""Who is asking: a user of the house, people of workshops that a browser speaks for, both, or nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from . import tokens

YEAR = 365 * 24 * 3600
HALF_YEAR = YEAR // 2
NIGHT = 12 * 3600

# What a user of the house may do, by the roles they have. A role's own name stands for itself.
RIGHTS: dict[str, frozenset[str]] = {
    "admin": frozenset({"admin"}),
    "facilitator": frozenset({"facilitator"}),
    "librarian": frozenset({"librarian"}),
    "home": frozenset({"admin", "facilitator", "librarian"}),
    "workshop.create": frozenset({"facilitator"}),
    "proposals": frozenset({"facilitator", "librarian"}),
    "proposal.write": frozenset({"facilitator", "librarian"}),
    "proposal.approve": frozenset({"librarian", "admin"}),
    "users": frozenset({"admin"}),
}
# What staff of one workshop may do in it, by the role they have there; without a row there is nothing to find.
STAFF_RIGHTS: dict[str, frozenset[str]] = {
    "lead": frozenset({"facilitator"}),
    "wall": frozenset({"facilitator", "librarian", "observer", "mediator", "scribe"}),
    "look": frozenset({"facilitator", "librarian", "observer", "mediator", "scribe"}),
    "write": frozenset({"facilitator", "librarian"}),
    "export": frozenset({"facilitator", "librarian"}),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever asks: a user of the house, people of workshops that this browser speaks for, both, or nobody."""

    user: Any = None  # the store's user: id, name, email, library, roles
    holdings: tuple[tokens.Holding, ...] = ()
    bearer: bool = False
    token: str = field(default="", repr=False)  # of the session, for connections that stay open

    @property
    def roles(self) -> frozenset[str]:
        """The roles of the user in the house."""
        return frozenset(self.user.roles) if self.user else frozenset()

    @property
    def somebody(self) -> bool:
        """Whether anything is known of whoever asks."""
        return bool(self.user or self.holdings)

    @property
    def held(self) -> dict[str, tuple[str, ...]]:
        """The people this browser speaks for, by workshop, the latest first."""
        found: dict[str, tuple[str, ...]] = {}
        for holding in self.holdings:
            found[holding.workshop] = (*found.get(holding.workshop, ()), holding.person)
        return found

    def may(self, right: str) -> bool:
        """Whether the user has a right of the house. Raises KeyError for one that isn't in the table."""
        return bool(RIGHTS[right] & self.roles)


def who(connection: HTTPConnection) -> Who:
    """Whoever asks. Looked up once for each request, before it is routed."""
    found = connection.scope.get("officina.who")
    return found if isinstance(found, Who) else Who()


def identify(connection: HTTPConnection) -> Who:
    """Look up whoever asks, by bearer token or by cookies. Reads the database: call it in a thread."""
    settings = house(connection).settings
    bearer = connection.headers.get("authorization", "")
    if bearer[:7].lower() == "bearer ":
        token = bearer[7:].strip()
        holding = tokens.unseal(settings.secret_key, token)
        return (
            Who(None, (holding,), bearer=True)
            if holding
            else Who(user_of(connection, token), (), True, token)
        )
    token = connection.cookies.get(cookie("officina", secure=settings.secure), "")
    held = tuple(tokens.holdings(settings.secret_key, jar(connection)))
    return Who(user_of(connection, token), held, token=token)


def user_of(connection: HTTPConnection, token: str) -> Any:
    """The user whose session has this token, if it still counts."""
    here = house(connection)
    return here.desk.sessions.who(token, now=here.now()) if token else None


def house(connection: HTTPConnection) -> Any:
    """The house that a request came to."""
    return connection.scope["app"].state.house


# Cookies


def cookie(name: str, *, secure: bool) -> str:
    """A cookie's name: `officina`, `officina_p`, bound to this very host where there is TLS."""
    return f"__Host-{name}" if secure else name


def jar(connection: HTTPConnection) -> str:
    """The participants' cookie as it came."""
    return connection.cookies.get(cookie("officina_p", secure=house(connection).settings.secure), "")


def sign_in(request: Request, response: Response, token: str) -> None:
    """Let a browser keep a session's token until the end of the day's work."""
    put(request, response, "officina", token, NIGHT)


def sign_out(request: Request, response: Response) -> None:
    """Take the session's token back."""
    put(request, response, "officina", "", 0)


def hold(request: Request, response: Response, holding: tokens.Holding) -> None:
    """Let a browser speak for one more person."""
    put(
        request,
        response,
        "officina_p",
        tokens.add(house(request).settings.secret_key, jar(request), holding),
        HALF_YEAR,
    )


def let_go(request: Request, response: Response, person: str) -> None:
    """Let a browser speak for a person no longer."""
    left = tokens.remove(house(request).settings.secret_key, jar(request), person)
    put(request, response, "officina_p", left, HALF_YEAR if left else 0)


def put(request: HTTPConnection, response: Response, name: str, value: str, age: int) -> None:
    """Set one of our cookies that scripts can't read; no age takes it away."""
    secure = house(request).settings.secure
    response.set_cookie(
        cookie(name, secure=secure), value, max_age=age, secure=secure, httponly=True, samesite="lax"
    )


def choice(cookies: Mapping[str, str], name: str) -> str:
    """A choice of language or look that was kept: bound to this host, or by its bare name where there is no TLS."""
    return cookies.get(cookie(name, secure=True)) or cookies.get(name, "")


def keep_choice(request: HTTPConnection, response: Response, name: str, value: str) -> None:
    """Remember a choice of language or look; an empty one is forgotten."""
    put(request, response, name, value, YEAR if value else 0)
