import assert from "node:assert/strict";
import { test } from "node:test";
import { Gap, Store } from "../../app/static/js/live/store.js";

const note = (id, text = id) => ({ id, kind: "note", text });
const frame = (from, to, put = [], more = {}) => ({ t: "frame", from, to, mark: `m${to}`, put, drop: [], ...more });
const whole = (to, put) => frame(1, to, put, { whole: true });

function store() {
  const told = [];
  const made = new Store(({ ids, whole: all }) => told.push({ ids: [...ids].sort(), whole: all }));
  made.begin("e1");
  return { made, told };
}

test("a frame moves the cursor, and its mark is where to go on from", () => {
  const { made, told } = store();
  made.take(whole(3, [note("a"), note("b")]));
  made.take(frame(4, 5, [note("b", "new")], { drop: ["a"] }));
  assert.deepEqual([...made.records.values()], [note("b", "new")]);
  assert.deepEqual(made.resume, { epoch: "e1", cursor: 5, mark: "m5" });
  assert.deepEqual(told, [{ ids: ["a", "b"], whole: true }, { ids: ["a", "b"], whole: false }]);
});

test("chunks wait for the last, and drops of one never take what another puts", () => {
  const { made, told } = store();
  made.take(whole(1, [note("mine")]));
  assert.equal(made.take(frame(2, 4, [note("mine", "private")], { more: true })), false);
  assert.equal(made.records.get("mine").text, "mine");
  assert.equal(made.cursor, 1);
  assert.equal(made.take(frame(2, 4, [], { drop: ["mine"] })), true);
  assert.equal(made.records.get("mine").text, "private");
  assert.equal(told.length, 2);
});

test("half a frame is forgotten with its connection", () => {
  const { made } = store();
  made.take(whole(1, [note("a")]));
  made.take(frame(2, 9, [note("b")], { more: true }));
  made.discard();
  made.take(frame(2, 2, [note("c")]));
  assert.deepEqual([...made.records.keys()], ["a", "c"]);
});

test("a missing frame is noticed", () => {
  const { made } = store();
  made.take(whole(1, [note("a")]));
  assert.throws(() => made.take(frame(3, 3, [note("b")])), Gap);
  made.take(frame(2, 3, [], { more: true }));
  assert.throws(() => made.take(frame(2, 4, [])), Gap);
});

test("a whole frame forgets what it does not name", () => {
  const { made, told } = store();
  made.take(whole(2, [note("a"), note("b")]));
  made.take(whole(3, [note("b", "2")]));
  assert.deepEqual([...made.records.values()], [note("b", "2")]);
  assert.deepEqual(told[1], { ids: ["a", "b"], whole: true });
});

test("a guess lies over what is told, follows it, and leaves nothing behind", () => {
  const { made, told } = store();
  made.take(whole(1, [note("a", "1")]));
  made.lay("c1", (records) => ({ put: [{ ...records.get("a"), zone: "z" }, note("b")], drop: [] }));
  assert.equal(made.records.get("a").zone, "z");
  assert.ok(made.guessed("b"));
  made.take(frame(2, 2, [note("a", "2")]));
  assert.deepEqual(made.records.get("a"), { ...note("a", "2"), zone: "z" });
  made.lift("c1");
  assert.deepEqual([...made.records.values()], [note("a", "2")]);
  assert.deepEqual([...made.records], [...made.confirmed]);
  assert.equal(made.guessed("a"), false);
  assert.deepEqual(told.map(({ ids }) => ids), [["a"], ["a", "b"], ["a"], ["a", "b"]]);
});

test("guesses are laid in their order, and a dropped record comes back when the guess is refused", () => {
  const { made } = store();
  made.take(whole(1, [note("a")]));
  made.lay("c1", () => ({ put: [note("b", "one")] }));
  made.lay("c2", (records) => ({ put: [{ ...records.get("b"), text: "two" }] }));
  made.lay("c3", () => ({ drop: ["a"] }));
  assert.equal(made.records.get("b").text, "two");
  assert.equal(made.records.has("a"), false);
  made.lift("c2");
  made.lift("c3");
  assert.equal(made.records.get("b").text, "one");
  assert.equal(made.records.has("a"), true);
});

test("a confirmed record that equals its guess is a guess no longer", () => {
  const { made } = store();
  made.take(whole(1, []));
  made.lay("c1", () => ({ put: [note("b")] }));
  made.take(frame(2, 2, [note("b")]));
  assert.equal(made.guessed("b"), false);
});
