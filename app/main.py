"""Builds the application: the only place that knows every room of the house."""

from __future__ import annotations

import asyncio
import gc
import importlib
import pkgutil
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import APIRouter, FastAPI

from app import logs
from app.bus.bell import Bell, QuietBell
from app.live.clock import Clock
from app.live.patience import PATIENCE, Patience
from app.live.rooms import Rooms
from app.live.straight import DOOR, Door
from app.methods.load import shipped
from app.place import now as date
from app.place import open_place
from app.settings import Settings, read_settings
from app.store.journal import Journal
from app.store.snapshot import Snapshots
from app.web import api as api_rooms
from app.web import contract, doorway, guard, health, problems, schema, shelving, socket
from app.web import pages as page_rooms
from app.web.assets import Assets
from app.web.house import House
from app.web.language import load as load_words
from app.web.rehearsal.player import Player
from app.web.render import Pages

HERE = Path(__file__).parent
YOUNG = 20_000  # new objects between two looks for cycles


def app_from_environment() -> FastAPI:
    """The application as the environment sets it up; what uvicorn's workers call."""
    logs.begin()
    return build(read_settings())


def build(settings: Settings) -> FastAPI:
    """The whole application over one database; nothing listens yet."""
    house = open_house(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Door | Patience]]:
        house.rooms.start()
        settle()
        keepers = [asyncio.create_task(shelving.keep(house)), asyncio.create_task(Player(house).keep())]
        yield {DOOR: doorway.door(house), PATIENCE: Patience()}
        for keeper in keepers:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper
        await house.rooms.close()
        await house.journal.close()

    app = FastAPI(title="Officina", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.house = house
    problems.install(app)
    guard.install(app, hosts=settings.allowed_hosts, origins=settings.allowed_origins, secure=settings.secure)
    for router in routers():
        app.include_router(router)
    contract.install(app)
    return app


def settle() -> None:
    """Let the collector pass over what stays anyway, and look for cycles seldom: each look is a pause for everybody."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


def new_id() -> str:
    """128 random bits in hex."""
    return secrets.token_hex(16)


def bell(settings: Settings) -> Bell:
    """The bell that processes hear each other by, where there are several."""
    if not settings.redis_url:
        return QuietBell()
    from app.bus.redis_bell import RedisBell  # redis is needed only where there are several processes

    return RedisBell(settings.redis_url)


def open_house(settings: Settings) -> House:
    """Open every room: what is kept, journal, bell, methods, words and pages."""
    place, now = open_place(settings), Clock(date)
    place.desk.notices.seed(now=now())
    journal = Journal(place.database, place.ledger, place.files, key=place.key)
    words = load_words(HERE / "locales", pseudo=settings.development)
    assets = Assets(HERE / "static", watch=settings.development)
    pages = Pages(
        HERE / "templates", words=words, assets=assets, zone=settings.time_zone, watch=settings.development
    )
    alive = place.desk.sessions.alive
    rooms = Rooms(
        journal, bell(settings), now, Snapshots(place.database), lambda tokens: alive(tokens, now=now()), now.set_right
    )
    return House(
        settings=settings, now=now, new_id=new_id, desk=place.desk, journal=journal, files=place.files, rooms=rooms,
        library=shipped(), render=pages, words=words,
    )  # fmt: skip


def routers() -> list[APIRouter]:
    """What every module of pages and of the API brings, in the order of their names."""
    found = [health.router, socket.router, schema.router]
    for room in (api_rooms, page_rooms):
        for module in sorted(info.name for info in pkgutil.iter_modules(room.__path__)):
            router = getattr(importlib.import_module(f"{room.__name__}.{module}"), "router", None)
            if router is not None:
                found.append(router)
    return found
