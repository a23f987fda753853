"""Pages: templates filled in a person's language, with the look they chose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from . import identity, language
from .assets import Assets

THEMES = ("light", "dark")
TEXTS = ("2", "3")
PAPERS = ("paglia", "pesca", "rosa", "lilla", "cielo", "salvia")
STAGES = ("frame", "empathize", "define", "ideate", "prototype", "test", "scale")
ICONS = dict(
    zip(STAGES, ("compass", "ear", "focus", "lightbulb", "hammer", "flask-conical", "sprout"), strict=True)
)


class Compiled(BytecodeCache):
    """What templates compile to, once for all languages: sentences are looked up when a page is filled."""

    def __init__(self) -> None:
        self.code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what the same source compiled to before."""
        bucket.code = self.code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template compiled to."""
        self.code[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


class Pages:
    """Templates of one house, an environment for each language."""

    def __init__(
        self,
        folder: Path,
        *,
        words: language.Catalogue,
        assets: Assets,
        zone: str = "Europe/Rome",
        watch: bool = False,
    ) -> None:
        self.words = words
        self.assets = assets
        self.zone = ZoneInfo(zone)
        self.loader = FileSystemLoader(folder)
        self.watch = watch
        self.environments = {code: self.environment(code) for code in words.languages}

    def environment(self, code: str) -> Environment:
        """Jinja for one language: everything escaped, a missing name is a fault, `%(name)s` filled by keyword."""
        made = Environment(
            loader=self.loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=self.watch,
            bytecode_cache=COMPILED,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        )
        translations = self.words.of(code)
        made.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
        made.policies["json.dumps_kwargs"] = {"sort_keys": False, "ensure_ascii": False}
        made.filters["tag"] = language.tag
        made.globals.update(
            static=self.assets.url,
            modules=self.assets.graph,
            lang=code,
            html_lang=language.tag(code),
            dir=language.direction(code),
            languages=[(each, language.name(each)) for each in self.words.languages],
            language_name=language.name,
            direction=language.direction,
            paper=paper,
            stages=STAGES,
            stage_icons=ICONS,
            fmt_time=lambda at: self.time(code, at),
            fmt_date=lambda at: self.date(code, at),
            forms=lambda one, many: self.words.forms(code, one, many),
            raw=lambda text: self.words.gettext(code, text),
        )
        return made

    def page(
        self,
        request: HTTPConnection,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        into: str = "",
        **context: Any,
    ) -> HTMLResponse:
        """A whole page, in the language `into` or the person's. One asked for in the address is remembered."""
        code = into or self.words.pick(request)
        response = HTMLResponse(
            self.part(request, template, into=code, **context),
            status_code=status,
            headers={"Content-Language": code, "Vary": "Cookie, Accept-Language"},
        )
        response.headers["Cache-Control"] = (
            "no-store" if identity.who(request).somebody else "private, no-cache"
        )
        for name, value in (headers or {}).items():
            response.headers[name] = value
        if request.query_params.get("lang") == code:
            identity.keep_choice(request, response, language.COOKIE, code)
        return response

    def part(self, request: HTTPConnection, template: str, *, into: str = "", **context: Any) -> Markup:
        """The text of a template, for a fragment or inside another page."""
        environment = self.environments[into or self.words.pick(request)]
        text = environment.get_template(template).render(
            request=request,
            who=identity.who(request),
            theme=chosen(request, "theme", THEMES),
            text=chosen(request, "text", TEXTS),
            **context,
        )
        return Markup(text)  # noqa: S704 - what a template prints is escaped

    def time(self, code: str, at: int) -> str:
        """A time of day; `at` in milliseconds since 1970."""
        return dates.format_time(self.moment(at), "HH:mm", tzinfo=self.zone, locale=language.locale(code))

    def date(self, code: str, at: int) -> str:
        """A date as the language writes it; `at` in milliseconds since 1970."""
        return dates.format_date(self.moment(at).date(), "long", locale=language.locale(code))

    def moment(self, at: int) -> datetime:
        """Milliseconds since 1970 as a moment in the library's own time zone."""
        return datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(self.zone)


def page(
    request: HTTPConnection,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """A whole page of the house that the request came to."""
    made: HTMLResponse = request.app.state.house.render.page(
        request, template, status=status, headers=headers, **context
    )
    return made


def part(request: HTTPConnection, template: str, **context: Any) -> HTMLResponse:
    """A fragment of a page, as htmx swaps it in."""
    return HTMLResponse(request.app.state.house.render.part(request, template, **context))


def say(request: HTTPConnection, text: str, **values: object) -> str:
    """A sentence in the language of the request; mark it with `_` where it stands."""
    words: language.Catalogue = request.app.state.house.words
    return words.gettext(words.pick(request), text, **values)


def chosen(request: HTTPConnection, name: str, allowed: tuple[str, ...]) -> str:
    """A look the person chose before, or nothing."""
    value = identity.choice(request.cookies, name)
    return value if value in allowed else ""


def paper(id: str) -> str:
    """The paper a note is always drawn on: the same for everyone, by its id. (`js/ui/paper.js` agrees.)"""
    return PAPERS[sum(id.encode()) % len(PAPERS)]
