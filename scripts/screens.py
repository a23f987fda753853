"""Takes the pictures under app/static/screens: the demo as it is served, and one more evening caught in its middle."""

from __future__ import annotations

import asyncio
import tempfile
import tomllib
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from app import playing
from app import seed as demo
from app.core.words import roster, workshop
from app.evening import Evening, arrive
from app.main import open_house
from app.settings import read_settings
from tests.browser.page import chromium
from tests.contracts.calls import Calls
from tests.contracts.client import Client
from tests.serving import SECRET, Served, serve

SCREENS = Path(__file__).parent.parent / "app" / "static" / "screens"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "device_scale_factor": 2, "has_touch": True}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
WALL: dict[str, Any] = {"viewport": {"width": 1600, "height": 900}}
PORT = 8080
COLOURS = 256
SETTLE = 1200  # ms until fonts are drawn and nothing moves any more


@dataclass(frozen=True)
class Scene:
    """What the pictures show: the demo, and a workshop stopped in the middle with its agenda by method."""

    demo: demo.Demo
    middle: str
    code: str
    steps: dict[str, str]


async def play(data_dir: Path) -> Scene:
    """Make the demo, and the same evening up to its clusters."""
    house = open_house(read_settings(data_dir=data_dir, secret_key=SECRET, development=True, database_url=""))
    house.rooms.start()
    try:
        made = await demo.seed(house)
        user = house.desk.accounts.by_email(made.emails["facilitator"])
        assert user
        evening = await demo.begin(house, user, tomllib.loads(demo.WORDS.read_text(encoding="utf-8")))
        await middle(evening)
        row = house.desk.workshops.get(evening.room.workshop)
        assert row
        return Scene(made, row.id, row.code, {name: step.id for name, step in evening.steps.items()})
    finally:
        await house.rooms.close()
        await house.journal.close()


async def middle(evening: Evening) -> None:
    """Play until the empathy map is clustered; the people on paper are those of the demo."""
    await arrive(evening, evening.words["people"], playing.spoken(evening.words))
    for n, alias in enumerate(evening.words["paper"], 1):
        evening.people[f"p{n}"] = evening.house.new_id()
        await evening.lead(roster.AddPerson(id=evening.people[f"p{n}"], alias=alias))
    for step in ("check-in", "empathy-map"):
        await playing.begin(evening, step)
        await playing.write(evening, step)
    await evening.lead(workshop.StartTimer(seconds=372))


@contextmanager
def window(browser: Browser, **shape: Any) -> Iterator[BrowserContext]:
    """A window in Italian, in which nothing moves."""
    made = browser.new_context(locale="it-IT", timezone_id="Europe/Rome", reduced_motion="reduce", **shape)
    yield made
    made.close()


def keep(page: Page, name: str) -> None:
    """Keep a page as it stands, in few colours."""
    page.wait_for_timeout(SETTLE)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(SCREENS / f"{name}.png", optimize=True)
    print(name)


def sign_in(context: BrowserContext, server: Served, made: demo.Demo, role: str) -> Page:
    """A page of somebody with an account."""
    page = context.new_page()
    page.goto(f"{server.url}/sign-in")
    page.fill("[name=email]", made.emails[role])
    page.fill("[name=password]", made.password)
    page.click("main form button")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def take_desk(browser: Browser, server: Served, scene: Scene) -> None:
    """The console, the walls, the paper kit and the proposal."""
    for name, path, shape in (
        ("console", f"/w/{scene.middle}", DESK),
        ("wall", f"/w/{scene.middle}/wall", WALL),
        ("wall-lobby", f"/w/{scene.demo.lobby}/wall", WALL),
        ("kit", f"/w/{scene.demo.lobby}/kit", DESK),
        ("plan", f"/w/{scene.demo.lobby}/plan", DESK),
        ("check", f"/w/{scene.demo.lobby}/check", DESK),
        ("remote", f"/w/{scene.middle}/remote", PHONE),
    ):
        with window(browser, **shape) as context:
            page = sign_in(context, server, scene.demo, "facilitator")
            page.goto(server.url + path)
            keep(page, name)
    with window(browser, **DESK) as context:
        page = sign_in(context, server, scene.demo, "librarian")
        page.goto(f"{server.url}/o/{scene.demo.outcome}")
        keep(page, "proposal")


def take_phone(browser: Browser, server: Served, scene: Scene) -> None:
    """A phone: the door, then private writing, some of it sent."""
    with window(browser, **PHONE) as context:
        page = context.new_page()
        page.goto(f"{server.url}/j/{scene.code}")
        keep(page, "join")
        page.fill("#alias", "Merlo attento")
        page.locator("button[form=join]").click()
        page.locator("a.btn--go").click()
        page.wait_for_selector("#conn[data-line=saved]")
        aside(go_on(server, scene, "idea-cards"))
        page.fill("#w", "Una tessera che si fa con il nome e basta")
        page.locator(".composer .btn--go").click()
        page.wait_for_selector("#conn[data-line=saved]")
        page.fill("#w", "Un banco basso, senza vetro, dove ci si siede accanto")
        keep(page, "phone")
        page.fill("#w", "")  # whoever is writing is not carried away
        aside(vote(server, scene))
        for at in (0, 0, 2):
            page.locator(".votable").nth(at).locator("[data-fill=more]").click()
        page.wait_for_selector("#conn[data-line=saved][data-waiting='0']")
        page.evaluate("() => scrollTo(0, 0)")
        keep(page, "phone-vote")


def aside(work: Coroutine[Any, Any, None]) -> None:
    """Run something in a thread of its own, since the browser has this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


@asynccontextmanager
async def leading(server: Served, scene: Scene) -> AsyncIterator[Client]:
    """The facilitator of the workshop in its middle, on the line."""
    calls = Calls(server.url).sign_in(scene.demo.emails["facilitator"], scene.demo.password)
    client = Client(server.url, scene.middle, token=calls.token, scope="all")
    await client.open()
    yield client
    await client.close()


async def go_on(server: Served, scene: Scene, method: str) -> None:
    """The facilitator starts an activity."""
    async with leading(server, scene) as lead:
        await lead.do("activity.start", {"id": scene.steps[method]})


async def vote(server: Served, scene: Scene) -> None:
    """The facilitator lets people vote on what they wrote first."""
    async with leading(server, scene) as lead:
        await lead.do("activity.start", {"id": scene.steps["dots"]})
        told = [note for note in lead.of("note") if note["activity"] == scene.steps["empathy-map"]]
        targets = [note["id"] for note in told if not note.get("aside")][:6]
        settings = {"dots": 3, "max": 2, "secret": True, "shuffle": False}
        asked = {"id": lead.new_id(), "activity": scene.steps["dots"], "method": "dots", "targets": targets}
        await lead.do("ballot.open", asked | {"settings": settings})


def main() -> None:
    """Take all pictures anew."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        scene = asyncio.run(play(Path(folder)))
        env = {"OFFICINA_BASE_URL": f"http://biblioteca.lan:{PORT}"}
        with serve(data_dir=Path(folder), port=PORT, env=env) as server, chromium() as browser:
            take_desk(browser, server, scene)
            take_phone(browser, server, scene)


if __name__ == "__main__":
    main()
