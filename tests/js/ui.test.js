import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.HTMLElement = class {};
globalThis.customElements = { get: () => undefined, define() {} };
const { clock, left, passed } = await import("../../app/static/js/ui/timer.js");
const { filled } = await import("../../app/static/js/ui/words.js");
const { paper } = await import("../../app/static/js/ui/paper.js");
const { by, day } = await import("../../app/static/js/ui/hour.js");
const { guessFor } = await import("../../app/static/js/live/guesses.js");

test("the timer shows whole seconds, the last one until it is over", () => {
  assert.deepEqual([372_000, 59_001, 1, 0, -5].map(clock), ["06:12", "01:00", "00:01", "00:00", "00:00"]);
  assert.equal(left({ ends_at: 5000, left: null }, 2000), 3000);
  assert.equal(left({ ends_at: null, left: 700 }, 2000), 700);
  assert.equal(left(null, 0), null);
});

test("time is said at half, two minutes and thirty seconds, the nearest when several were slept through", () => {
  assert.equal(passed(181_000, 179_500, 360), 180);
  assert.equal(passed(121_000, 119_000, 360), 120);
  assert.equal(passed(200_000, 20_000, 360), 30);
  assert.equal(passed(119_000, 118_000, 360), null);
  assert.equal(passed(31_000, 29_000, 30), null);
});

test("a day is said in the reader's language by the room's clock, and Italian elides before the eighth and the eleventh", () => {
  const late = Date.parse("2027-05-29T22:30:00Z"); // half past midnight of the 30th in Rome
  assert.deepEqual([day(late, "it", "Europe/Rome"), day(late, "en", "Europe/Rome"), day(late, "it", "UTC")], ["30 maggio", "May 30", "29 maggio"]);
  const names = ["01", "08", "11", "18", "28"].map((number) => by("answer", Date.parse(`2027-05-${number}T10:00:00Z`), "Europe/Rome"));
  assert.deepEqual(names, ["answer", "answer_elided", "answer_elided", "answer", "answer"]);
});

test("places in sentences are filled, whatever is written in them", () => {
  assert.equal(filled("%(n)s note di %(who)s", { n: 3, who: "$& %(n)s" }), "3 note di $& %(n)s");
});

test("everybody has the same paper for a note", () => {
  assert.equal(paper("00ff"), paper("00ff"));
});

test("a vote is guessed as set, never as added, and 0 takes it away", () => {
  const vote = (value) => guessFor({ k: "vote.cast", d: { ballot: "b", target: "t", value } }, "me")(new Map());
  assert.deepEqual(vote(2), { put: [{ id: "vote:b:t", kind: "vote", ballot: "b", target: "t", value: 2 }] });
  assert.deepEqual(vote(0), { drop: ["vote:b:t"] });
});

test("readiness is guessed for whom it is asked for", () => {
  const records = new Map([["me:a", { id: "me:a", kind: "me", ready: false }], ["me:b", { id: "me:b", kind: "me", ready: false }]]);
  const guess = guessFor({ k: "person.ready", d: { id: "b", to: true }, for: "b" }, "a");
  assert.deepEqual(guess(records), { put: [{ id: "me:b", kind: "me", ready: true }] });
});
