/** Hands and slips counted once phones have closed: a number for each item, and how many are still to be counted. */

import { fill, keyed, mark, one } from "../../ui/dom.js";
import { paper } from "../../ui/paper.js";
import { say } from "../../ui/words.js";
import { saying } from "./model.js";

const STANCES = [[1, "stance_yes"], [0, "stance_unsure"], [-1, "stance_no"]];
const NOTHING = { counts: [], people: 0, free: 0 };

/** What has been counted so far in a ballot. */
const handsOf = (model, ballot) => model.hands.find((hands) => hands.ballot === ballot.id) || NOTHING;

/** How many of those without a vote are still to be counted, in a line. */
export function stillLeft(model, ballot) {
  const { free, people } = handsOf(model, ballot);
  if (!free) return say("hands_none");
  return people < free ? say("hands_left", { n: free - people, free }) : say("hands_all", { n: people });
}

/** Draw the ballot whose hands are being counted into `scene`. */
export function drawCount(scene, model, desk) {
  const { ballot } = model;
  const hands = handsOf(model, ballot);
  one('[data-fill="left"]', scene).textContent = stillLeft(model, ballot);
  mark(scene, { "data-done": hands.people >= hands.free });
  const close = one('[data-act="close-ballot"]', scene);
  if (close) close.dataset.id = ballot.id;
  const reopen = one('[data-fill="reopen"]', scene);
  reopen.hidden = hands.people > 0; // whoever raised a hand could vote twice
  reopen.onclick = () => desk.acts.do("ballot.reopen", { id: ballot.id });
  keyed(one('[data-fill="rows"]', scene), ballot.targets, (id) => id, (id) => fill("counting-row", {}), (made, id) => row(made, { id, ballot, hands, model, desk }));
  const people = one('[data-fill="people"]', scene);
  people.hidden = ballot.method === "dots" && ballot.settings.dots === 1; // each hand is a person
  const all = { n: hands.people, name: say("hands_people"), label: say("hands_people"), full: hands.people >= hands.free };
  keyed(people, [all], () => "people", counter, (made) => show(made, all, (count) => desk.acts.do("ballot.hands", { id: ballot.id, count })));
}

function row(made, { id, ballot, hands, model, desk }) {
  const text = saying(model.records.get(id), 160) || say("picture");
  mark(made, { "data-paper": paper(id) });
  one('[data-fill="text"]', made).textContent = text;
  const kinds = ballot.method === "stance" ? STANCES : [[undefined, ""]];
  const mine = (value) => hands.counts.find((each) => each.target === id && each.value === value)?.count || 0;
  keyed(one('[data-fill="counters"]', made), kinds, ([value]) => String(value), counter, (element, [value, word]) => {
    const name = word ? say(word) : "";
    const label = name ? say("hands_for_stance", { name, text }) : say("hands_for", { text });
    const full = !fits(hands, ballot, { target: id, value, count: mine(value) + 1 });
    const set = (count) => desk.acts.do("ballot.hands", { id: ballot.id, target: id, count, ...(value !== undefined && { value }) });
    show(element, { n: mine(value), name, label, full }, set);
  });
}

/** Whether those without a vote can have raised these hands too. */
export function fits({ counts, free }, { method, settings }, one) {
  const others = counts.filter((each) => each.target !== one.target || each.value !== one.value);
  const sums = new Map();
  for (const { target, count } of [...others, one]) sums.set(target, (sums.get(target) || 0) + count);
  const most = method === "dots" ? settings.max : 1;
  const all = [...sums.values()].reduce((sum, n) => sum + n, 0);
  return [...sums.values()].every((n) => n <= free * most) && (method !== "dots" || all <= free * settings.dots);
}

/** A number with a button on either side; what is set is what is shown, never a difference. */
function counter() {
  const made = fill("counter");
  const field = one("input", made);
  one('[data-fill="less"]', made).addEventListener("click", () => { if (made.n > 0) made.set(made.n - 1); });
  one('[data-fill="more"]', made).addEventListener("click", () => made.set(made.n + 1)); // where it is one too many, the answer says why
  field.addEventListener("focus", () => field.select());
  field.addEventListener("input", () => { made.typing = true; });
  field.addEventListener("change", () => {
    made.typing = false;
    const count = Math.max(0, Math.trunc(Number(field.value) || 0));
    if (count === made.n) field.value = made.n;
    else made.set(count);
  });
  return made;
}

function show(made, { n, name, label, full }, set) {
  Object.assign(made, { n, set });
  mark(made, { "aria-label": label });
  const field = one("input", made);
  if (!made.typing && field.value !== String(n)) field.value = n;
  one('[data-fill="name"]', made).textContent = name;
  one('[data-fill="name"]', made).hidden = !name;
  mark(one('[data-fill="less"]', made), { "aria-disabled": n ? null : "true" });
  mark(one('[data-fill="more"]', made), { "aria-disabled": full ? "true" : null });
}
