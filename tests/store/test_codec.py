"""Events as they are stored: what is personal apart, old versions carried forward, every kind readable for ever.

`python -m tests.store.test_codec` adds a line to tests/golden/events.jsonl for each event that has none. A line
that is there is never changed or taken away: it stands for what is in people's databases.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.tools import FACES
from app.core.types import COMMANDS, EVENTS, Event, event, personal, personal_fields
from app.store import codec
from app.store.codec import decode, encode
from app.store.trouble import Unreadable
from tests.store.samples import sample

GOLDEN = Path(__file__).parents[1] / "golden" / "events.jsonl"
KINDS = sorted(kind for kind, cls in EVENTS.items() if cls.__module__.startswith("app."))


def golden() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("line", golden(), ids=lambda line: f"{line['kind']}-{line['version']}")
def test_every_event_ever_stored_stays_readable(line: dict[str, Any]) -> None:
    whole = decode(line["kind"], line["version"], line["body"], line["content"])
    bare = decode(line["kind"], line["version"], line["body"], None)
    assert whole.kind == bare.kind == line["kind"]
    if line["version"] == whole.version:
        made = encode(whole)
        assert decode(made.kind, made.version, made.body, made.content) == whole
        for now, then in ((made.body, line["body"]), (made.content, line["content"])):
            assert kept(json.loads(now or "null"), json.loads(then or "null"))


def kept(now: Any, then: Any) -> bool:
    """Is all that was stored still said, whatever fields were added since?"""
    if isinstance(then, dict) and isinstance(now, dict):
        return all(key in now and kept(now[key], value) for key, value in then.items())
    if isinstance(then, list) and isinstance(now, list):
        return len(now) == len(then) and all(map(kept, now, then))
    return bool(now == then)


@pytest.mark.parametrize(("now", "then", "is_kept"), [
    ({"a": 1, "b": {"c": [{"d": 2, "new": 0}]}}, {"a": 1, "b": {"c": [{"d": 2}]}}, True),
    ({"a": 1}, {"a": 1, "gone": 2}, False), ({"b": [{"d": 3}]}, {"b": [{"d": 2}]}, False),
    ({"b": [1, 2]}, {"b": [1]}, False), (None, {"a": 1}, False),
])  # fmt: skip
def test_what_was_stored_is_kept_when_nothing_of_it_is_lost_or_changed(now: Any, then: Any, *, is_kept: bool) -> None:
    assert kept(now, then) == is_kept


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_golden_line(kind: str) -> None:
    assert (kind, EVENTS[kind].version) in {(line["kind"], line["version"]) for line in golden()}, (
        "run `python -m tests.store.test_codec`"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_comes_back_as_it_went(kind: str) -> None:
    made = sample(EVENTS[kind])
    stored = encode(made)
    assert decode(stored.kind, stored.version, stored.body, stored.content) == made
    if type(made).__dataclass_fields__:
        assert json.loads(stored.body).keys().isdisjoint(personal_fields(type(made)))


HURRIED = """
import json, sys, threading
from app.store.codec import decode
sys.setswitchinterval(1e-6)
lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
gate, read = threading.Barrier(8), []
def reading():
    gate.wait()
    read.extend(decode(line["kind"], line["version"], line["body"], line["content"]) for line in lines)
threads = [threading.Thread(target=reading) for _ in range(8)]
for each in threads: each.start()
for each in threads: each.join()
print(len(read) == 8 * len(lines))
"""


def test_many_threads_may_read_at_once_from_the_first_event_on() -> None:
    """As when everybody comes back to a server that has just begun."""
    done = subprocess.run([sys.executable, "-c", HURRIED, GOLDEN], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


def test_every_type_is_learnt_before_any_is_read() -> None:
    missing = [kind for kind in (*EVENTS.values(), *COMMANDS.values(), *FACES)
               if kind.__module__.startswith("app.") and "__msgspec_cache__" not in vars(kind)]
    assert missing == []


@event("test.said")
class Said(Event):
    by: str
    text: str = personal()
    marks: tuple[int, ...] = personal(default=())


@event("test.shouted", version=3)
class Shouted(Event):
    id: str
    loud: bool
    text: str = personal()


MADE_UP = {cls.kind: EVENTS.pop(cls.kind) for cls in (Said, Shouted)}  # no other test is to meet them


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, cls in MADE_UP.items():
        monkeypatch.setitem(EVENTS, kind, cls)


def test_what_is_personal_is_apart_and_under_its_owner() -> None:
    stored = encode(Said(by="ada", text="ciao", marks=(1, 2)))
    assert (stored.body, stored.content, stored.owner) == (
        '{"by":"ada"}',
        '{"text":"ciao","marks":[1,2]}',
        "ada",
    )
    assert encode(Said(by="ada")).content is None


@pytest.mark.parametrize("content", [None, "", "      ", "{}"])
def test_what_was_erased_reads_as_its_empty_default(content: str | None) -> None:
    assert decode("test.said", 1, '{"by":"ada"}', content) == Said(by="ada", text="", marks=())


@pytest.mark.parametrize(
    "text", ["\x00", '"\\', "🙂" * 2000, "\u202eabc", "<script>", "=1+1", "a\nb\t", "}", ',"by":"bice"']
)
def test_no_text_breaks_out(text: str) -> None:
    made = Said(by="ada", text=text)
    stored = encode(made)
    assert decode(stored.kind, 1, stored.body, stored.content) == made
    assert "\x00" not in (stored.content or "")


def test_lone_surrogates_are_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode(Said(by="ada", text="\ud83d"))


def test_old_versions_are_carried_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 1 called the id `name`, version 2 did not know `loud`; personal words pass through."""
    monkeypatch.setattr(codec, "UPCASTERS", {
        ("test.shouted", 1): lambda old: {"id": old["name"], "text": old["text"]},
        ("test.shouted", 2): lambda old: old | {"loud": old["text"].isupper()},
    })  # fmt: skip
    assert decode("test.shouted", 1, '{"name":"x"}', '{"text":"EHI"}') == Shouted(
        id="x", loud=True, text="EHI"
    )
    assert decode("test.shouted", 2, '{"id":"x"}', '{"text":"ehi"}') == Shouted(
        id="x", loud=False, text="ehi"
    )
    assert decode("test.shouted", 3, '{"id":"x","loud":true}', None) == Shouted(id="x", loud=True)


def test_an_old_version_without_a_way_is_said() -> None:
    with pytest.raises(Unreadable, match="version 1 has no way"):
        decode("test.shouted", 1, "{}", None)
    with pytest.raises(Unreadable, match="version 4"):
        decode("test.shouted", 4, "{}", None)


def test_the_digest_tells_content_apart_and_needs_the_key() -> None:
    said, key = Said(by="ada", text="ciao"), b"key"
    assert codec.content_digest(key, said) == codec.content_digest(key, replace(said))
    assert codec.content_digest(key, said) != codec.content_digest(key, replace(said, text="Ciao"))
    assert codec.content_digest(key, said) != codec.content_digest(b"yek", said)
    assert codec.content_digest(key, {"a": 1, "b": 2}) == codec.content_digest(key, {"b": 2, "a": 1})


def main() -> None:
    """Add what is missing to the golden file."""
    there = {(line["kind"], line["version"]) for line in golden()} if GOLDEN.exists() else set()
    with GOLDEN.open("a", encoding="utf-8") as file:
        for kind in KINDS:
            if (kind, EVENTS[kind].version) not in there:
                made = encode(sample(EVENTS[kind]))
                line = {"kind": kind, "version": made.version, "body": made.body, "content": made.content}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
