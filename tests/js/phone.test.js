import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../app/static/js/phone/drafts.js";
import { fitting } from "../../app/static/js/phone/photo.js";
import { languageOf } from "../../app/static/js/phone/script.js";
import { dots, late, notesLeft, notesOf, ordered, read, readers, scramble, wordsOf } from "../../app/static/js/phone/state.js";

const facts = { workshop: "w", you: "me", lang: "it", own: "it" };
const map = (...records) => new Map(records.map((record) => [record.id, record]));
const workshop = (more = {}) => ({ id: "w", kind: "workshop", state: "open", current: "a", spotlight: null, ...more });
const activity = (more = {}) => ({ id: "a", kind: "activity", tool: "board", state: "private", title: "Mappa", prompt: "Che cosa?", zones: [], words: {}, rules: {}, ...more });
const sceneOf = (...records) => read(map(...records), facts).scene;

test("each state of a workshop has its scene", () => {
  assert.equal(sceneOf(), "arriving");
  assert.equal(sceneOf(workshop({ state: "lobby", current: null })), "lobby");
  assert.equal(sceneOf(workshop(), activity()), "write");
  assert.equal(sceneOf(workshop(), activity({ state: "locked" })), "write");
  assert.equal(sceneOf(workshop(), activity({ tool: "none", rules: { phones: "down" } })), "talk");
  assert.equal(sceneOf(workshop(), activity({ tool: "none", rules: { phones: "break" } })), "rest");
  assert.equal(sceneOf(workshop(), activity({ tool: "none", rules: { phones: "up" } })), "listen");
  assert.equal(sceneOf(workshop(), activity({ tool: "vote" })), "voteSoon");
  assert.equal(sceneOf(workshop(), activity({ tool: "draft" })), "draft");
  assert.equal(sceneOf(workshop({ state: "closed" }), activity()), "end");
  assert.equal(sceneOf(workshop(), activity(), { id: "me:me", kind: "me", gone: true }), "gone");
});

test("an open ballot is what one looks at, then its result, of this activity only", () => {
  const ballot = (id, state, more = {}) => ({ id, kind: "ballot", activity: "a", state, ...more });
  assert.equal(sceneOf(workshop(), activity({ tool: "vote" }), ballot("b", "open")), "vote");
  assert.equal(sceneOf(workshop(), activity(), ballot("b", "closed")), "result");
  assert.equal(read(map(workshop(), activity(), ballot("b", "closed"), ballot("c", "open")), facts).ballot.id, "c");
  assert.equal(sceneOf(workshop(), activity(), ballot("b", "open", { activity: "other" })), "write");
});

test("the light takes the phone over only where nobody can write", () => {
  const light = { id: "n", kind: "note", activity: "a", text: "x" };
  assert.equal(sceneOf(workshop({ spotlight: "n" }), activity(), light), "write");
  assert.equal(sceneOf(workshop({ spotlight: "n" }), activity({ state: "locked" }), light), "spot");
  assert.equal(sceneOf(workshop({ spotlight: "n" }), activity({ tool: "none" }), light), "spot");
  assert.equal(sceneOf(workshop({ spotlight: "hidden" }), activity({ tool: "none" })), "listen");
});

test("words are the reader's, but the workshop's own language may have been edited since", () => {
  const it = { prompt: "vecchio", late: "Si scrive.", hints: { z: "Tra virgolette" } };
  const en = { title: "Map", prompt: "What?", late: "We are writing.", zones: { z: "Says" }, hints: { z: "In quotes" } };
  const found = activity({ zones: [{ id: "z", title: "Dice" }], words: { it, en } });
  const own = { title: "Mappa", prompt: "Che cosa?", late: "Si scrive.", zones: [{ id: "z", title: "Dice", hint: "Tra virgolette" }] };
  assert.deepEqual(wordsOf(found, "it", "it"), own);
  assert.deepEqual(wordsOf(found, "en", "it"), { title: "Map", prompt: "What?", late: "We are writing.", zones: [{ id: "z", title: "Says", hint: "In quotes" }] });
  assert.deepEqual(wordsOf(found, "ar", "it"), own);
  assert.deepEqual(wordsOf(activity({ zones: [{ id: "z", title: "Dice" }] }), "it", "it").zones, [{ id: "z", title: "Dice", hint: "" }]);
  assert.equal(wordsOf(activity({ prompt: "" }), "fr", "it").prompt, "Mappa");
});

test("whoever comes in a minute after the beginning is late, where there is still something to take part in", () => {
  const at = (scene, more = {}) => late({ scene, activity: activity({ started_at: 1000, ...more }) }, 61_000);
  assert.deepEqual(["write", "vote", "voteSoon", "talk", "listen"].map((scene) => at(scene)), [true, true, true, true, true]);
  assert.deepEqual(["result", "spot", "draft", "end", "gone"].map((scene) => at(scene)), [false, false, false, false, false]);
  assert.equal(at("write", { state: "locked" }), false);
  assert.equal(at("write", { started_at: 1001 }), false);
  assert.equal(at("write", { started_at: null }), false);
  assert.equal(late({ scene: "lobby", activity: null }, 61_000), false);
});

test("who reads a note is said for every state, with or without a name", () => {
  const said = (state, rules) => readers(activity({ state, rules }));
  assert.equal(said("private", { anonymous: true }), "privateAnon");
  assert.equal(said("facilitators", { anonymous: false }), "facilitatorsNamed");
  assert.equal(said("locked", { anonymous: true, tables: true }), "sharedAnonTable");
});

test("one's own notes are known by their own records, and carried cards do not use up any", () => {
  const note = (id, more = {}) => ({ id, kind: "note", activity: "a", ...more });
  const { own, others } = notesOf(map(note("1"), note("2"), note("3", { from: "x" }), { id: "own:1", kind: "own", note: "1" }, { id: "own:3", kind: "own", note: "3" }), "a");
  assert.deepEqual([own.map(({ id }) => id), others.map(({ id }) => id)], [["3", "1"], ["2"]]);
  assert.equal(notesLeft({ rules: { notes: 2 } }, own), 1);
  assert.equal(notesLeft({ rules: { notes: null } }, own), null);
});

test("the order of a ballot is one's own and stays; every place is as likely as another", () => {
  const targets = Array.from({ length: 6 }, (_, n) => `t${n}`);
  const ballot = { id: "b", targets, settings: { shuffle: true } };
  assert.deepEqual(["", "ana:b:1", "ana:b:2"].map(scramble), [447806413, 988610633, 2578547760]); // as in tests/web/test_plain.py
  assert.deepEqual(ordered(ballot, "ana"), ordered(ballot, "ana"));
  assert.deepEqual([...ordered(ballot, "ana")].sort(), targets);
  assert.deepEqual(ordered({ ...ballot, settings: { shuffle: false } }, "ana"), targets);
  const first = {};
  for (let n = 0; n < 1200; n += 1) {
    const [top] = ordered(ballot, `person${n}`);
    first[top] = (first[top] || 0) + 1;
  }
  for (const target of targets) assert.ok(first[target] > 130 && first[target] < 270, `${target}: ${first[target]}`);
});

test("dots in hand are those not given", () => {
  const ballot = { id: "b", targets: ["x", "y"], settings: { dots: 3, max: 2 } };
  const found = dots(map({ id: "vote:b:x", kind: "vote", value: 2 }), ballot);
  assert.deepEqual([[...found.given], found.left], [[["x", 2], ["y", 0]], 1]);
});

test("a text in another script than its writer's has that script's language", () => {
  assert.equal(languageOf("Qui il silenzio", "it"), "it");
  assert.equal(languageOf("أريد مكانًا", "it"), "ar");
  assert.equal(languageOf("ایک جگہ", "ur"), "ur");
  assert.equal(languageOf("安静的地方 ok", "it"), "zh");
  assert.equal(languageOf("тихо", "en"), "uk");
  assert.equal(languageOf("quiet", "ar"), "it");
  assert.equal(languageOf("123 !", "ro"), "ro");
});

test("photos fit within 1600 pixels and are never made larger", () => {
  assert.deepEqual([fitting(3000, 2000), fitting(900, 1800), fitting(200, 100), fitting(9000, 1)].map(({ w, h }) => [w, h]), [[1600, 1067], [800, 1600], [200, 100], [1600, 1]]);
});

test("drafts are kept by activity, forgotten when empty; notes that are leaving are kept until the outbox has them", () => {
  const kept = new Map();
  const storage = {
    getItem: (key) => kept.get(key) || null, setItem: (key, text) => kept.set(key, text), removeItem: (key) => kept.delete(key),
    key: (at) => [...kept.keys()][at], get length() { return kept.size; },
  };
  const drafts = new Drafts({ workshop: "w", you: "me" }, storage);
  drafts.keep("a", { text: "ciao", zone: "z" });
  drafts.keep("b", { text: "altra", zone: "" });
  drafts.leave({ id: "n1", text: "parte", media: ["p"] });
  const again = new Drafts({ workshop: "w", you: "me" }, storage);
  assert.deepEqual(again.get("a"), { text: "ciao", zone: "z" });
  assert.deepEqual(again.others("a").map(({ activity: id, text }) => [id, text]), [["b", "altra"]]);
  assert.deepEqual(again.lost(), [{ id: "n1", text: "parte", media: [] }]);
  again.keep("a", { text: "  ", zone: "z" });
  again.left("n1");
  assert.deepEqual([again.get("a"), again.lost()], [null, []]);
  assert.deepEqual(new Drafts({ workshop: "w", you: "other" }, storage).others(""), []);
});
