"""A browser for tests: Chromium as the machine has it, nothing asked of anybody else, and axe-core at hand."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

AXE = Path(__file__).parent / "vendor/axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SERIOUS = ("serious", "critical")
# Of what is well axe-core works out no more than it must, and only sentences leave the page.
FINDINGS = """async ([serious, options]) => {
  const found = await axe.run(document, { resultTypes: ["violations"], ...options });
  return found.violations.filter((each) => serious.includes(each.impact)).map((each) =>
    `${each.id}: ${each.help} at ${JSON.stringify(each.nodes[0].target)} (${each.nodes.length})`);
}"""
PATIENCE = 15_000  # ms: the machine is shared and small


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, closed afterwards."""
    expect.set_options(timeout=PATIENCE)
    found = next(path for path in map(shutil.which, NAMES) if path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page whose console, faults and foreign requests are written down."""

    page: Page
    said: list[str] = field(default_factory=list)

    def trouble(self) -> list[str]:
        """What the page complained about, and whom else it asked."""
        return self.said


def watch(context: BrowserContext, origin: str) -> Watched:
    """A new page in a context that may ask nobody but `origin`."""
    page = context.new_page()
    watched = Watched(page)
    page.on(
        "console",
        lambda m: watched.said.append(f"console: {m.text}") if m.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: watched.said.append(f"fault: {error}"))
    page.on("request", lambda r: watched.said.append(f"foreign: {r.url}") if foreign(r.url, origin) else None)
    return watched


def foreign(url: str, origin: str) -> bool:
    """Whether an address is somebody else's."""
    return not url.startswith((origin, origin.replace("http", "ws", 1), "data:", "blob:"))


def findings(page: Page, **options: Any) -> list[str]:
    """What axe-core finds serious on a page as it stands, each with the first place it is found at."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    return list(page.evaluate(FINDINGS, [SERIOUS, options]))


def overflow(page: Page) -> int:
    """By how many points the page is wider than its window."""
    return int(
        page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
