"""Furnishes a demo, and says how to enter it."""

from __future__ import annotations

import asyncio

from app.main import open_house
from app.seed import KEPT, Demo, seed
from app.settings import Settings
from app.store.codes import shown


def furnish(settings: Settings) -> Demo:
    """Make the demo where it is not there yet, and say how to enter. One that was left half made is made anew."""
    if not (settings.data_dir / KEPT).exists():
        for left in settings.data_dir.glob("officina.db*"):
            left.unlink()
    return asyncio.run(_furnish(settings))


async def _furnish(settings: Settings) -> Demo:
    house = open_house(settings)
    house.rooms.start()
    try:
        return await seed(house)
    finally:
        await house.rooms.close()
        await house.journal.close()


def introduced(settings: Settings, made: Demo) -> str:
    """What to type where, for whoever looks at the demo."""
    people = "\n".join(f"  {role:<12} {email}" for role, email in made.emails.items())
    return (
        f"\nOfficina, demo: {settings.address}\n\nSign in at {settings.address}/sign-in\n{people}\n"
        f"  {'password':<12} {made.password}\n\nJoin with a phone: {settings.address}/j/{made.code}\n"
        f"  {'code':<12} {shown(made.code)}\n"
    )
