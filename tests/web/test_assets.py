"""The files browsers load, while somebody is changing them."""

from pathlib import Path

from app.web.assets import LOOK_EVERY, Assets


def test_a_changed_file_is_seen_after_a_moment_and_never_in_the_middle_of_a_page(tmp_path: Path) -> None:
    sheet = tmp_path / "house.css"
    sheet.write_text("a{}")
    now = 100.0
    assets = Assets(tmp_path, watch=True, clock=lambda: now)
    before = assets.url("house.css")
    sheet.write_text("b{}")
    assert assets.url("house.css") == before
    now += LOOK_EVERY
    after = assets.url("house.css")
    assert (after != before, assets.url("house.css")) == (True, after)
    assert assets.files["house.css"].body == b"b{}"


def test_while_serving_nothing_is_looked_at_again(tmp_path: Path) -> None:
    sheet = tmp_path / "house.css"
    sheet.write_text("a{}")
    now = 100.0
    assets = Assets(tmp_path, clock=lambda: now)
    before = assets.url("house.css")
    sheet.write_text("b{}")
    now += 10 * LOOK_EVERY
    assert assets.url("house.css") == before
