"""What goes to an archive: a bag that RFC 8493 allows, an RO-Crate, and a chain of evidence without a broken link."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from fastapi.testclient import TestClient

from app.exports.write import bag, prov
from app.exports.write.bundle import Part
from tests.exports import office
from tests.exports.evening import Evening
from tests.exports.papers import OUTCOME, manuscript, with_outcome
from tests.exports.rooms import Json, id_of, view

ENDS = {
    "wasDerivedFrom": (("generatedEntity", "entity"), ("usedEntity", "entity")),
    "wasGeneratedBy": (("entity", "entity"), ("activity", "activity")),
    "hadMember": (("collection", "entity"), ("entity", "entity")),
    "wasAttributedTo": (("entity", "entity"), ("agent", "agent")),
}


def unpacked(content: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    """The lines of `bag-info.txt` and the payload of a bag, read as section 3 of RFC 8493 has a reader check it."""
    whole = office.parts(content)
    (top,) = {path.split("/", 1)[0] for path in whole}
    files = {path.split("/", 1)[1]: each for path, each in whole.items()}
    assert files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    listed = sums(files["manifest-sha256.txt"])
    tagged = sums(files["tagmanifest-sha256.txt"])
    assert set(listed) == {path for path in files if path.startswith("data/")}
    assert set(tagged) == set(files) - set(listed) - {"tagmanifest-sha256.txt"}
    for path, told in (listed | tagged).items():
        assert hashlib.sha256(files[path]).hexdigest() == told, path
    assert "fetch.txt" not in files
    assert top
    info = dict(line.split(": ", 1) for line in files["bag-info.txt"].decode().splitlines())
    payload = {path.removeprefix("data/"): files[path] for path in listed}
    assert info["Payload-Oxum"] == f"{sum(map(len, payload.values()))}.{len(payload)}"
    return info, payload


def sums(manifest: bytes) -> dict[str, str]:
    found = {}
    for line in manifest.decode().splitlines():
        told, path = re.fullmatch(r"([0-9a-f]{64})[ \t]+(\S.*)", line).groups()
        path = path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        assert path not in found
        found[path] = told
    return found


def chain(room: dict[str, Json] | None = None) -> dict[str, Any]:
    whole = with_outcome(view() if room is None else room, id_of("card"))
    return json.loads(prov.write(whole, library="Biblioteca dei Tigli"))


def values(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def arrows(found: dict[str, Any]) -> dict[str, set[str]]:
    """What each thing came of, or consists of."""
    made: dict[str, set[str]] = {}
    for each in found["wasDerivedFrom"].values():
        made.setdefault(each["prov:generatedEntity"], set()).add(each["prov:usedEntity"])
    for each in found["hadMember"].values():
        made.setdefault(each["prov:collection"], set()).add(each["prov:entity"])
    return made


def reached(found: dict[str, Any], start: str) -> set[str]:
    links, seen, waiting = arrows(found), {start}, [start]
    while waiting:
        new = links.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return seen


def test_any_name_and_text_survive_a_bag() -> None:
    names = ["a b.txt", "100%.txt", "two\nlines.txt", "ünïcode/é.txt", "%0A.txt"]
    made = bag.write("top", [Part(name, name.encode(), "text/plain", "") for name in names],
                     [("External-Description", "one\nPayload-Oxum: 0.0"), ("Empty", " \n")])  # fmt: skip
    info, payload = unpacked(made)
    assert payload == {name: name.encode() for name in names}
    assert (info["External-Description"], "Empty" in info) == ("one Payload-Oxum: 0.0", False)


def test_every_arrow_leads_from_something_to_something() -> None:
    found = chain()
    assert set(found) == {"prefix", "agent", "activity", "entity", *ENDS}
    for relation, ends in ENDS.items():
        assert found[relation]
        for each in found[relation].values():
            assert set(each) == {f"prov:{key}" for key, _ in ends}
            for key, where in ends:
                assert each[f"prov:{key}"] in found[where]


def test_the_chain_leads_from_the_proposal_to_its_notes_by_way_of_votes_and_groups() -> None:
    found = chain()
    whole = reached(found, f"o:{OUTCOME}")
    for name in ("card", "keys", "question", "late", "seven", "shift"):
        assert f"o:{id_of(name)}" in whole, name
    assert f"o:tally/{id_of('ballot')}/{id_of('card')}" in whole


def test_the_chain_counts_as_the_document_does() -> None:
    found, paper = chain(), manuscript()
    told = [each for each in found["entity"].values() if each["prov:type"] == prov.kind("officina:Sentence")]
    assert len(told) == sum(len(section.sentences) for section in paper.sections)
    cited = {
        each["prov:usedEntity"] for each in found["wasDerivedFrom"].values()
        if found["entity"][each["prov:generatedEntity"]]["prov:type"] == prov.kind("officina:Sentence")
    }  # fmt: skip
    assert cited <= {prov.name(each.id) for each in paper.evidence}
    assert {each.number for each in paper.evidence if prov.name(each.id) in cited} == {
        number for section in paper.sections for sentence in section.sentences for number in sentence.evidence
    }  # fmt: skip
    dots = {each["officina:dots"] for each in found["entity"].values() if "officina:dots" in each}
    assert dots == {result.dots for section in paper.sections for each in section.figures for result in each.results}


def test_a_note_keeps_its_language() -> None:
    found = chain()["entity"][f"o:{id_of('arabic')}"]["prov:value"]
    assert found == {"$": "أريد مكانا هادئا للدراسة في المساء", "lang": "ar"}


def test_nobody_and_nothing_set_aside_is_in_the_chain() -> None:
    room = view()
    hidden = {"una cosa messa da parte", "Lontra blu", "Riccio lento", "Volpe rossa", id_of("Lontra blu")}
    assert all(each in values(room) for each in hidden), "there is something to leave out"
    assert not [each for each in hidden if each in values(chain(room))]


def test_the_archive_gets_everything_described_and_checked(lia: TestClient, evening: Evening, proposal: str) -> None:
    info, payload = unpacked(lia.get(f"/o/{proposal}/for/archive").content)
    assert info["External-Identifier"] == f"urn:officina:{evening.workshop}"
    assert info["Source-Organization"]
    whole = office.parts(lia.get(f"/api/v1/workshops/{evening.workshop}/export.zip").content)
    same = {path.removeprefix("data/"): each for path, each in whole.items() if not path.startswith("manifest")}
    assert {path: payload[path] for path in same} == same
    assert set(payload) - set(same) == {"ro-crate-metadata.json", "prov.json"}
    crate = json.loads(payload["ro-crate-metadata.json"])
    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    entities = {each["@id"]: each for each in crate["@graph"]}
    assert len(entities) == len(crate["@graph"])
    assert entities["ro-crate-metadata.json"] == {
        "@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }  # fmt: skip
    root = entities["./"]
    assert {"name", "description", "datePublished", "license", "publisher"} <= set(root)
    assert [each["@id"] for each in root["hasPart"]] == [path for path in payload if not path.startswith("ro-crate")]
    for each in (root["license"], root["publisher"], root["about"], *root["hasPart"]):
        assert each["@id"] in entities
    for path, content in payload.items():
        if path != "ro-crate-metadata.json":
            assert entities[path]["contentSize"] == str(len(content))
    told = json.loads(payload["prov.json"])
    assert f"o:{evening.cards[0]}" in reached(told, f"o:{proposal}")
