import assert from "node:assert/strict";
import { test } from "node:test";
import { turned } from "../../app/static/js/wall/fit.js";
import { scene } from "../../app/static/js/wall/scene.js";

globalThis.HTMLElement ??= class {};
globalThis.customElements ??= { get: () => null, define: () => {} };
const { reading } = await import("../../app/static/js/wall/clock.js");

const workshop = (more = {}) => ({
  id: "w", kind: "workshop", title: "La sera", question: "Come?", languages: ["it"], state: "open", stage: "empathize",
  current: "a", timer: null, spotlight: null, people: 3, ...more,
});
const activity = (more = {}) => ({
  id: "a", kind: "activity", stage: "empathize", tool: "board", title: "Mappa", prompt: "Che cosa vive?", words: {},
  zones: [{ id: "dice", title: "Dice" }, { id: "fa", title: "Fa" }], rules: {}, state: "shared", revealed: true, hidden: 0, ...more,
});
const note = (id, more = {}) => ({ id, kind: "note", activity: "a", table: null, zone: "dice", text: id, lang: "it", clusters: [], media: [], parked: false, ...more });
const ids = (notes) => notes.map((each) => each.id);

test("without a workshop there is nothing to show", () => {
  assert.equal(scene([], "it"), null);
});

test("the lobby names those who came", () => {
  const shown = scene([workshop({ state: "lobby", current: null }), { id: "p", kind: "person", alias: "Lontra blu" }], "it");
  assert.equal(shown.kind, "lobby");
  assert.equal(shown.title, "Come?");
  assert.deepEqual([shown.names, shown.tables], [[{ id: "p", alias: "Lontra blu", table: null }], []]);
});

test("the lobby says who sits where, and who has no table yet", () => {
  const table = (id, order) => ({ id, kind: "table", order, title: String(order + 1), seated: 1 });
  const person = (id, at) => ({ id, kind: "person", alias: id, table: at });
  const shown = scene([workshop({ state: "lobby", current: null }), table("b", 1), table("a", 0), person("ana", "b"), person("bo", null)], "it");
  assert.deepEqual(shown.tables.map(({ id, names }) => [id, ids(names)]), [["a", []], ["b", ["ana"]]]);
  assert.deepEqual(ids(shown.names), ["bo"]);
});

test("a board has its notes in their fields, without those of other activities and the parked", () => {
  const shown = scene([workshop(), activity(), note("1"), note("2", { zone: "fa" }), note("3", { activity: "b" }), note("4", { parked: true })], "it");
  assert.equal(shown.kind, "board");
  assert.deepEqual(shown.zones.map((zone) => [zone.title, ids(zone.loose)]), [["Dice", ["1"]], ["Fa", ["2"]]]);
});

test("a note whose field is gone stands in the first", () => {
  const shown = scene([workshop(), activity(), note("1", { zone: "altrove" })], "it");
  assert.deepEqual(ids(shown.zones[0].loose), ["1"]);
});

test("words come in the wall's language, else as planned", () => {
  const words = { en: { title: "Map", prompt: "What is it like?", zones: { dice: "Says" } } };
  const shown = scene([workshop(), activity({ words })], "en");
  assert.deepEqual([shown.kicker, shown.title, shown.zones[0].title, shown.zones[1].title], ["Map", "What is it like?", "Says", "Fa"]);
});

test("face down only their number is shown", () => {
  const shown = scene([workshop(), activity({ revealed: false, hidden: 62 })], "it");
  assert.deepEqual([shown.kind, shown.hidden], ["covered", 62]);
});

test("carried notes stay up beside those face down", () => {
  const shown = scene([workshop(), activity({ revealed: false, hidden: 2 }), note("1", { from: "z" })], "it");
  assert.deepEqual([shown.kind, shown.hidden, shown.count], ["board", 2, 1]);
});

test("a cluster stands once, where most of its notes are, and holds them all", () => {
  const cluster = { id: "c", kind: "cluster", activity: "a", table: null, title: "Orari" };
  const inside = (id, zone) => note(id, { zone, clusters: ["c"] });
  const shown = scene([workshop(), activity(), cluster, inside("1", "dice"), inside("2", "fa"), inside("3", "fa"), note("4")], "it");
  assert.deepEqual(shown.zones.map((zone) => zone.groups.map((group) => ids(group.notes))), [[], [["1", "2", "3"]]]);
  assert.deepEqual(shown.zones.map((zone) => ids(zone.loose)), [["4"], []]);
});

test("a cluster tied between fields is not shown twice", () => {
  const cluster = { id: "c", kind: "cluster", activity: "a", table: null, title: "Orari" };
  const shown = scene([workshop(), activity(), cluster, note("1", { clusters: ["c"] }), note("2", { zone: "fa", clusters: ["c"] })], "it");
  assert.equal(shown.zones.flatMap((zone) => zone.groups).length, 1);
});

test("by tables each table that wrote has its field", () => {
  const tables = [{ id: "t2", kind: "table", order: 2, title: "2" }, { id: "t1", kind: "table", order: 1, title: "1" }, { id: "t3", kind: "table", order: 3, title: "3" }];
  const shown = scene([workshop(), activity({ rules: { tables: true } }), ...tables, note("1", { table: "t1" }), note("2", { table: "t2" })], "it");
  assert.deepEqual(shown.zones.map((zone) => [zone.title, ids(zone.loose)]), [["1", ["1"]], ["2", ["2"]]]);
});

const ballot = (more = {}) => ({ id: "b", kind: "ballot", activity: "a", settings: { dots: 2, max: 1, secret: true }, targets: ["1", "c"], state: "open", voted: 2, ...more });
const tally = (target, dots, rank, tied = false) => ({ id: `tally:b:${target}`, kind: "tally", ballot: "b", target, dots, rank, tied });

test("an open ballot shows what is voted on, notes and clusters, and no figure but who voted", () => {
  const shown = scene([workshop(), activity(), note("1"), { id: "c", kind: "cluster", activity: "a", title: "Orari" }, ballot()], "it");
  assert.equal(shown.kind, "vote");
  assert.deepEqual(shown.targets.map((each) => each.text), ["1", "Orari"]);
  assert.deepEqual(Object.keys(shown).filter((key) => ["rows", "most", "tied"].includes(key)), []);
});

test("a closed ballot is ranked, its ties said, what is past the eighth counted", () => {
  const many = Array.from({ length: 10 }, (_, at) => note(`n${at}`));
  const tallies = many.map((each, at) => tally(each.id, at < 2 ? 9 : 9 - at, at < 2 ? 1 : at + 1, at < 2));
  const shown = scene([workshop(), activity(), ...many, ballot({ state: "closed", dots: 40, first: ["1", "2"] }), ...tallies.reverse()], "it");
  assert.deepEqual([shown.kind, shown.rows.length, shown.rest, shown.most, shown.tied], ["result", 8, 2, 9, 2]);
  assert.deepEqual(shown.rows.slice(0, 3).map((row) => [row.rank, row.dots, row.text]), [[1, 9, "n0"], [1, 9, "n1"], [3, 7, "n2"]]);
});

test("what got no dots is counted, not ranked, as long as something got any", () => {
  const cards = ["1", "2", "3", "4"].map((id) => note(id));
  const given = (...dots) => scene([workshop(), activity(), ...cards, ballot({ state: "closed", first: ["1"] }), ...dots.map((n, at) => tally(String(at + 1), n, n ? at + 1 : 3))], "it");
  assert.deepEqual([given(5, 2, 0, 0), given(0, 0, 0, 0)].map(({ rows, rest }) => [rows.length, rest]), [[2, 2], [4, 0]]);
});

test("the light comes before everything else of the activity", () => {
  const shown = scene([workshop({ spotlight: "1" }), activity(), note("1"), ballot()], "it");
  assert.deepEqual([shown.kind, ids(shown.notes)], ["light", ["1"]]);
});

test("without a tool the wall rests, and knows what phones are for meanwhile", () => {
  assert.deepEqual(["up", "down", "break"].map((phones) => scene([workshop(), activity({ tool: "none", rules: { phones } })], "it")).map(({ kind, phones }) => [kind, phones]), [["pause", "up"], ["pause", "down"], ["pause", "break"]]);
});

test("the last wall counts what was given, carried cards once", () => {
  const records = [workshop({ state: "closed", current: null }), note("1"), note("2", { from: "1" }), { id: "c", kind: "cluster", activity: "a", title: "Orari" },
    ballot({ state: "closed", dots: 5, first: ["2"] }), tally("2", 4, 1), tally("c", 1, 2)];
  const { kind, people, notes, clusters, dots, chosen } = scene(records, "it");
  assert.deepEqual({ kind, people, notes, clusters, dots, chosen: chosen.text }, { kind: "last", people: 3, notes: 1, clusters: 1, dots: 5, chosen: "2" });
});

test("prototypes are counted by the tables that made one, and the promised day is told", () => {
  const boards = (tables) => [workshop({ state: "closed", current: null, answer_by: 5 }), activity({ stage: "prototype", rules: { tables } }), activity({ id: "b" })];
  const drawn = [note("1", { table: "t1" }), note("2", { table: "t1" }), note("3", { table: "t2" }), note("4", { activity: "b", table: "t3" })];
  const counted = (tables, notes) => scene([...boards(tables), ...notes], "it").prototypes;
  assert.deepEqual([counted(true, drawn), counted(false, drawn), counted(false, []), counted(true, [])], [2, 1, 0, 0]);
  assert.deepEqual([scene(boards(false), "it").answer, scene([workshop({ state: "closed" })], "it").answer], [5, null]);
});

test("a timer is read against the server's clock", () => {
  const running = reading({ ends_at: 100_000, left: null, seconds: 90 }, 40_000);
  assert.deepEqual([running.text, running.lastMinute, running.lastTen, running.over], ["01:00", true, false, false]);
  assert.equal(reading({ ends_at: 100_000, left: null }, 95_000).lastTen, true);
  assert.equal(reading({ ends_at: 100_000, left: null }, 200_000).over, true);
  assert.deepEqual(reading({ ends_at: null, left: 5000 }, 1).paused, true);
  assert.equal(reading(null, 1), null);
});

test("pages turn one after the other and begin again", () => {
  assert.deepEqual([0, 15_000, 30_000, 45_000].map((now) => turned(3, now)), [0, 1, 2, 0]);
});

test("only a break is gone on from; the first step says when it begins, other talk until when it goes on", () => {
  const ends = (order, phones) => scene([workshop(), activity({ tool: "none", order, rules: { phones } })], "it").ends;
  assert.deepEqual([ends(0, "up"), ends(0, "break"), ends(3, "down"), ends(3, "up"), ends(3, "break")], ["begins", "resume", "talk_until", "talk_until", "resume"]);
});
