import assert from "node:assert/strict";
import { test } from "node:test";
import { fit } from "../../app/static/js/pages/home/fit.js";
import { latest, lay, read } from "../../app/static/js/pages/console/model.js";
import { nextStep } from "../../app/static/js/pages/console/step.js";
import { forecast, notable, retime } from "../../app/static/js/pages/console/timing.js";

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;

const activity = (order, more = {}) => ({
  id: `a${order}`, kind: "activity", order, stage: "define", tool: "board", title: `Passo ${order}`, minutes: 10, zones: [{ id: "z", title: "Z" }],
  rules: {}, state: "waiting", revealed: false, hidden: 0, started_at: null, ...more,
});
const workshop = (more = {}) => ({ id: "w", kind: "workshop", state: "open", current: null, people: 3, closing_at: null, ...more });
const note = (id, more = {}) => ({ id, kind: "note", activity: "a0", zone: "z", clusters: [], parked: false, table: null, ...more });
const map = (...records) => new Map(records.map((record) => [record.id, record]));
const running = (more = {}) => read(map(
  workshop({ current: "a1", closing_at: NOW + 30 * MINUTE, ...more }),
  activity(0, { state: "shared", started_at: NOW - 20 * MINUTE }), activity(1, { state: "shared", started_at: NOW - 4 * MINUTE }),
  activity(2, { minutes: 20 }), activity(3, { minutes: 12 }), activity(4, { minutes: 8, pinned: true }), activity(5, { minutes: 5 }),
));

test("what is left counts the rest of the current step and all that is still to come", () => {
  assert.deepEqual(forecast(running(), NOW), { ends: NOW + 51 * MINUTE, late: 21, minutes: 51 });
  assert.equal(forecast(read(map(workshop({ closing_at: null }), activity(0))), NOW).late, null);
});

test("one minute more or less is not worth speaking of", () => {
  assert.deepEqual([null, 0, 1, -1, 2, -2].map(notable), [false, false, false, false, true, true]);
});

test("re-timing shortens the middle in proportion, and leaves what is pinned, what runs and the last", () => {
  const { changes, left } = retime(running({ closing_at: NOW + 43 * MINUTE }), 8);
  assert.deepEqual(changes, [{ id: "a2", minutes: 15, by: -5 }, { id: "a3", minutes: 9, by: -3 }]);
  assert.equal(left, 0);
});

test("re-timing never takes more than half of a step, and says what it could not find", () => {
  const { changes, left } = retime(running(), 21);
  assert.deepEqual(changes.map(({ minutes }) => minutes), [10, 6]);
  assert.equal(left, 5);
});

test("time to spare is given back to the middle", () => {
  const { changes, left } = retime(running(), -16);
  assert.deepEqual(changes.map(({ by }) => by), [10, 6]);
  assert.equal(left, 0);
});

test("the next right thing is named from the records", () => {
  const next = (...records) => nextStep(read(map(...records))).do;
  const first = activity(0, { started_at: 1 });
  const ballot = { id: "b", kind: "ballot", activity: "a0", state: "open", targets: [], voted: 0 };
  assert.equal(next(workshop({ state: "draft" }), activity(0)), "open");
  assert.equal(next(workshop({ state: "lobby" }), activity(0)), "start");
  assert.equal(next(workshop({ current: "a0" }), { ...first, state: "private" }), "reveal-me");
  assert.equal(next(workshop({ current: "a0" }), { ...first, state: "facilitators" }), "reveal-room");
  assert.equal(next(workshop({ current: "a0" }), { ...first, tool: "vote", state: "shared" }), "open-ballot");
  assert.equal(next(workshop({ current: "a0" }), { ...first, tool: "vote", state: "shared" }, ballot), "close-ballot");
  assert.equal(next(workshop({ current: "a0" }), { ...first, tool: "vote", state: "shared" }, { ...ballot, state: "closed" }), "finish");
  assert.equal(next(workshop({ current: "a0" }), { ...first, state: "shared" }, activity(1)), "next");
  assert.equal(next(workshop({ current: "a0" }), { ...first, state: "shared" }, activity(1, { state: "closed" })), "finish");
  assert.equal(next(workshop({ state: "closed", current: "a0" }), { ...first, state: "shared" }), "harvest");
});

test("a step that was skipped is passed over on the way to the next", () => {
  const model = read(map(workshop({ current: "a0" }), activity(0, { started_at: 1, state: "shared" }), activity(1, { state: "closed" }), activity(2)));
  assert.equal(nextStep(model).activity.id, "a2");
});

test("a cluster stands where most of its notes are from, with all of them in it", () => {
  const zones = [{ id: "z", title: "Z" }, { id: "y", title: "Y" }];
  const records = map(
    workshop(), activity(0, { zones, state: "shared", revealed: true }), { id: "c", kind: "cluster", activity: "a0", title: "C", table: null },
    note("n1", { clusters: ["c"] }), note("n2", { zone: "y", clusters: ["c"] }), note("n3", { zone: "y", clusters: ["c"] }), note("n4"),
    note("n5", { parked: true }), note("n6", { clusters: ["gone"] }), note("n7", { zone: "none" }),
  );
  const model = read(records);
  const [z, y] = lay(model, model.activities[0]);
  const names = (notes) => notes.map(({ id }) => id);
  assert.deepEqual(names(z.loose), ["n4", "n6", "n7"]);
  assert.deepEqual(z.groups, []);
  assert.deepEqual(names(y.groups[0].notes), ["n1", "n2", "n3"]);
  assert.deepEqual([z.count, y.count], [3, 2]);
});

test("an open ballot comes before the closed ones", () => {
  const ballots = [{ id: "1", activity: "a", state: "open" }, { id: "2", activity: "a", state: "closed" }];
  assert.equal(latest(ballots, "a").id, "1");
  assert.equal(latest(ballots, "b"), null);
});

test("minutes are fitted to the time there is, as the planner does", () => {
  const steps = [4, 4, 12, 7, 9, 5, 9].map((minutes) => ({ minutes })).concat([{ minutes: 6, pinned: true }, { minutes: 4, pinned: true }]);
  const fitted = fit(steps, 40);
  assert.equal(fitted.reduce((sum, each) => sum + each, 0), 40);
  assert.deepEqual(fitted.slice(-2), [6, 4]);
  assert.ok(fitted.every((each) => each >= 3));
  assert.equal(fit(steps, 5).reduce((sum, each) => sum + each, 0), 7 * 3 + 10);
  assert.deepEqual(fit(steps, 60), steps.map(({ minutes }) => minutes));
});

test("an hour that was typed is the next such hour by the library's clock", async () => {
  const { wallClock } = await import("../../app/static/js/pages/console/hours.js");
  const now = Date.UTC(2030, 4, 6, 16, 30, 20); // 18:30:20 in Rome
  const { hour, today } = wallClock({ zone: "Europe/Rome", lang: "it" }, { now: () => now });
  assert.equal(hour(now), "18:30");
  assert.equal(hour(today("18:42")), "18:42");
  assert.equal(today("18:42") - now, 12 * MINUTE - 20_000);
  assert.ok(today("18:29") - now > 23 * 60 * MINUTE);
  assert.equal(today("tardi"), null);
  assert.equal(today(""), null);
});
