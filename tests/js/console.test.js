import assert from "node:assert/strict";
import { test } from "node:test";
import { Acts } from "../../app/static/js/pages/console/acts.js";
import { asked, named } from "../../app/static/js/pages/console/bring.js";
import { proposable } from "../../app/static/js/pages/console/outcome.js";
import { fit } from "../../app/static/js/pages/home/fit.js";
import { beginnings, latest, lay, read } from "../../app/static/js/pages/console/model.js";
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
  assert.equal(next(workshop({ current: "a0" }), { ...first, state: "private", hidden: 1 }), "reveal-me");
  assert.equal(next(workshop({ current: "a0" }), { ...first, state: "facilitators", hidden: 1 }), "reveal-room");
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

test("a day that was typed is its noon by the library's clock, also where noon is another day elsewhere", async () => {
  const { wallClock } = await import("../../app/static/js/pages/console/hours.js");
  for (const zone of ["Europe/Rome", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu"]) {
    const { date, hour, noon } = wallClock({ zone, lang: "it" }, { now: () => 0 });
    assert.deepEqual([date(noon("2027-05-30")), hour(noon("2027-05-30"))], ["2027-05-30", "12:00"], zone);
  }
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

test("an empty board where everyone gathers may begin with what the room saw last, but for what was put away", () => {
  const board = (id, order, more = {}) => ({ id, kind: "activity", tool: "board", order, revealed: true, rules: { cluster: "all" }, ...more });
  const note = (id, activity, more = {}) => ({ id, kind: "note", activity, clusters: [], ...more });
  const activities = [board("a", 0), board("b", 1, { revealed: false }), board("c", 2)];
  const notes = [note("n1", "a"), note("n2", "a", { aside: true }), note("n3", "a", { parked: true }), note("n4", "b")];
  assert.deepEqual(beginnings({ activities, notes }, activities[2]), { from: activities[0], notes: [notes[0]] });
  assert.equal(beginnings({ activities, notes: [...notes, note("n5", "c")] }, activities[2]), null);
  assert.equal(beginnings({ activities, notes }, board("c", 2, { rules: { cluster: "facilitators" } })), null);
  assert.equal(beginnings({ activities, notes }, activities[0]), null);
});

test("what was done last is taken back also while it waits for its answer, not what was done before it", async () => {
  const asked = [];
  const session = { propose: (k, d) => new Promise((answer) => asked.push({ k, d, answer })) };
  const acts = new Acts(session);
  const acked = (n, id) => asked[n].answer({ t: "ack", id, last: n });
  const first = acts.do("cluster.create", { id: "c" });
  acked(0, "first");
  await first;
  const second = acts.do("cluster.assign", { id: "c", notes: ["n"] });
  acts.undo();
  acked(1, "second");
  await second;
  await new Promise((go) => setImmediate(go));
  assert.deepEqual(asked.slice(2).map(({ k, d }) => [k, d]), [["undo", { of: "second" }]]);
});

const BRINGING = {
  workshop: workshop({ current: "s" }),
  tables: ["t0", "t1", "t2"].map((id, order) => ({ id, kind: "table", order })),
  vote: activity(1, { id: "v", tool: "vote", method: "gallery", state: "shared", started_at: 1 }),
  board: (more = {}) => activity(2, { id: "s", state: "shared", by_table: true, started_at: 1, rules: { tables: true, inputs: ["gallery"], take: 2 }, ...more }),
  cards: ["c0", "c1", "c2"].map((id) => note(id, { activity: "v", from: `of${id}`, table: "t1" })),
  ballot: { id: "b", kind: "ballot", activity: "v", state: "closed", targets: ["c0", "c1", "c2"], first: ["c1"], voted: 3 },
  tallies: [["c0", 2, 2], ["c1", 3, 1], ["c2", 1, 3]].map(([target, dots, rank]) => ({ id: `y${target}`, kind: "tally", ballot: "b", target, dots, rank, tied: false })),
};
const brought = (board, ...more) => read(map(
  BRINGING.workshop, ...BRINGING.tables, BRINGING.vote, board, ...BRINGING.cards, BRINGING.ballot, ...BRINGING.tallies, ...more,
));

test("a board that takes what a vote put first is offered as many as its rules say, until somebody has put something there", () => {
  const model = brought(BRINGING.board(), activity(3));
  const step = nextStep(model);
  assert.deepEqual([step.do, step.found.from.id, step.found.best, step.found.cards.map(({ id }) => id)], ["bring", "v", true, ["c1", "c0"]]);
  assert.equal(nextStep(model, new Set(["s"])).do, "wait");
  const there = note("x", { activity: "s", from: "c1" });
  assert.equal(nextStep(brought(BRINGING.board(), activity(3), there)).do, "wait");
  assert.equal(nextStep(brought(BRINGING.board(), activity(3), there, note("y", { activity: "s" }))).do, "reveal-room");
  assert.equal(nextStep(brought(BRINGING.board({ rules: { tables: true } }), activity(3))).do, "wait");
  assert.equal(nextStep(brought(BRINGING.board(), activity(3), { ...BRINGING.tallies[2], rank: 2 })).found.cards.length, 3);
});

test("after a second vote the tied come first as it says, and those who were not tied keep their place behind them", () => {
  const tied = [{ ...BRINGING.tallies[0], rank: 1 }, BRINGING.tallies[1], BRINGING.tallies[2]];
  const again = { ...BRINGING.ballot, id: "b2", runoff_of: "b", targets: ["c0", "c1"], first: ["c1"] };
  const second = [["c0", 1, 2], ["c1", 2, 1]].map(([target, dots, rank]) => ({ id: `z${target}`, kind: "tally", ballot: "b2", target, dots, rank, tied: false }));
  const board = BRINGING.board({ rules: { tables: true, inputs: ["gallery"], take: 3 } });
  const model = read(map(
    BRINGING.workshop, ...BRINGING.tables, BRINGING.vote, board, ...BRINGING.cards, BRINGING.ballot, ...tied, again, ...second,
  ));
  assert.deepEqual(nextStep(model).found.cards.map(({ id }) => id), ["c1", "c0", "c2"]);
});

test("a result is dealt to the tables, each card to its own while that is free; what was carried on before is carried on again", () => {
  const model = brought(BRINGING.board());
  const { found } = nextStep(model);
  const [k, { to, cards }] = asked(model, model.current, found);
  assert.deepEqual([k, to, cards.map(({ id, table }) => [id, table])], ["notes.carry", "s", [["c1", "t1"], ["c0", "t0"]]]);
  assert.deepEqual(asked(model, { ...model.current, rules: {} }, found)[1].cards.map(({ table }) => table), [undefined, undefined]);
  const again = brought(BRINGING.board(), { ...BRINGING.cards[2], passed: true });
  assert.deepEqual(named(again, again.current).cards.map(({ id }) => id), ["c2"]);
});

test("from a board its named groups are taken, or else the cards that came there, or else its notes", () => {
  const from = activity(0, { id: "a0", method: "ideas", state: "shared", revealed: true, started_at: 1 });
  const to = activity(1, { id: "s", state: "shared", revealed: true, started_at: 1, rules: { inputs: ["ideas"] } });
  const taken = (...records) => named(read(map(workshop({ current: "s" }), from, to, ...records)), to)?.cards.map(({ id }) => id);
  const group = { id: "g", kind: "cluster", activity: "a0", title: "Orari" };
  assert.deepEqual(taken(note("n"), note("c", { from: "x" }), group), ["g"]);
  assert.deepEqual(taken(note("n"), note("c", { from: "x" }), { ...group, title: "" }), ["c"]);
  assert.deepEqual(taken(note("n"), note("p", { parked: true })), ["n"]);
  assert.equal(taken(), undefined);
  assert.equal(named(read(map(workshop(), { ...from, revealed: false }, to, note("n"))), to), null);
});

test("where nobody wrote there is nothing to show: one waits, or goes on all the same", () => {
  const at = (more, ...records) => nextStep(read(map(workshop({ current: "a0" }), activity(0, { started_at: 1, ...more }), activity(1), ...records)));
  for (const state of ["private", "facilitators"]) {
    const step = at({ state });
    assert.deepEqual([step.do, step.activity.id, step.then.do, step.then.activity.id], ["wait", "a0", "next", "a1"]);
  }
  assert.equal(at({ state: "private", hidden: 2 }).do, "reveal-me");
  assert.equal(at({ state: "facilitators", hidden: 2 }, note("n")).do, "reveal-room");
});

test("a proposal is offered about what was written or chosen for one, and about anything when all is over", () => {
  const desk = (state) => ({ boot: { begins: ["idea"] }, model: { workshop: { state } } });
  const may = (state, feeds) => proposable(desk(state), activity(0, { rules: { feeds } }));
  assert.deepEqual([may("open", ["idea"]), may("open", ["problem"]), may("open", undefined), may("closed", ["problem"])], [true, false, false, true]);
});
