/** Votes on the screens: what is guessed of a choice, and which vote says what was chosen. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { guessFor } from "../../app/static/js/live/guesses.js";
import { chosenIds } from "../../app/static/js/ui/choice.js";

const ballot = (id, more = {}) => ({ id, kind: "ballot", activity: "a", method: "dots", state: "closed", first: [], ...more });
const activity = (id, order) => ({ id, kind: "activity", order });

function guessed(method, k, value) {
  const records = new Map([["b", ballot("b", { method, state: "open" })]]);
  return guessFor({ k, d: { ballot: "b", target: "t", ...(value === undefined ? {} : { value }) } }, "me")(records);
}

test("not sure is guessed as a choice, no dots and taking back as none", () => {
  const vote = (value) => ({ put: [{ id: "vote:b:t", kind: "vote", ballot: "b", target: "t", value }] });
  const none = { drop: ["vote:b:t"] };
  for (const value of [-1, 0, 1]) assert.deepEqual(guessed("stance", "vote.cast", value), vote(value));
  assert.deepEqual(guessed("dots", "vote.cast", 2), vote(2));
  assert.deepEqual(guessed("dots", "vote.cast", 0), none);
  for (const method of ["dots", "stance"]) assert.deepEqual(guessed(method, "vote.take_back"), none);
});

test("what was chosen is what the last vote of the agenda put first, whatever was changed since", () => {
  const early = ballot("1", { activity: "a", first: ["x"] });
  const late = ballot("2", { activity: "z", first: ["y", "z"] });
  assert.deepEqual(chosenIds([activity("a", 1), activity("z", 2), late, early]), ["y", "z"]);
  assert.deepEqual(chosenIds([activity("a", 1), early, ballot("3", { first: ["again"] }), ballot("4", { state: "open" })]), ["again"]);
  assert.deepEqual(chosenIds([activity("a", 1)]), []);
});

test("hands fit when those without a vote can have raised them", async () => {
  const { fits } = await import("../../app/static/js/pages/console/counting.js");
  const dots = { method: "dots", settings: { dots: 2, max: 1 } };
  const hands = (free, ...counts) => ({ free, counts: counts.map(([target, count, value]) => ({ target, count, value })) });
  assert.equal(fits(hands(2), dots, { target: "a", count: 2 }), true);
  assert.equal(fits(hands(2), dots, { target: "a", count: 3 }), false);
  assert.equal(fits(hands(2, ["a", 2], ["b", 2]), dots, { target: "c", count: 1 }), false);
  assert.equal(fits(hands(2, ["a", 2]), dots, { target: "a", count: 1 }), true);
  const stance = { method: "stance", settings: {} };
  assert.equal(fits(hands(2, ["a", 1, 1]), stance, { target: "a", count: 1, value: -1 }), true);
  assert.equal(fits(hands(2, ["a", 2, 1]), stance, { target: "a", count: 1, value: -1 }), false);
});

test("the next step closes phones first where somebody without one has not voted", async () => {
  const { closing } = await import("../../app/static/js/pages/console/step.js");
  const model = (paper, people = 3) => ({ people: [{ paper }], workshop: { people } });
  assert.equal(closing(model(true), { state: "open", voted: 2 }), "close-phones");
  assert.equal(closing(model(true), { state: "open", voted: 3 }), "close-ballot");
  assert.equal(closing(model(false), { state: "open", voted: 2 }), "close-ballot");
  assert.equal(closing(model(true), { state: "counting", voted: 2 }), "show-result");
});
