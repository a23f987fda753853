/** What an activity takes from those before it, by its rules: offered, unticked where it isn't wanted, brought in one touch. */

import { all, fill, one } from "../../ui/dom.js";
import { say } from "../../ui/words.js";
import { toast } from "../../ui/toast.js";
import { newId } from "../../live/session.js";
import { askForm } from "./asking.js";
import { beginnings, latest, results, saying, shown } from "./model.js";

const TAKERS = ["board", "vote"];

/** The cards that an activity's rules name: {from, cards, best} of the first of its inputs that has any; null without. */
export function named(model, activity) {
  for (const method of activity.rules.inputs || []) {
    const from = model.activities.filter((each) => each.method === method && each.order < activity.order && shown(each)).at(-1)
      || model.activities.filter((each) => each.method === method && each.order < activity.order && each.tool === "vote").at(-1);
    const found = from && (chosen(model, from, activity.rules.take) || kept(model, from));
    if (found?.cards.length) return { from, ...found };
  }
  return null;
}

/** What a closed vote put first: what was carried on of it already, or else as many as are taken, with all that are tied. */
function chosen(model, from, take) {
  const ballot = latest(model.ballots, from.id);
  if (!ballot || ballot.state !== "closed") return null;
  const ranked = standing(model, ballot).map((tally) => ({ tally, card: model.records.get(tally.target) })).filter(({ card }) => card);
  const passed = ranked.filter(({ card }) => card.passed);
  const best = ranked.filter(({ tally }) => !take || tally.rank <= take);
  const decided = ({ card }) => (ballot.first.length === 1 && ballot.first[0] === card.id ? 0 : 1);
  const wanted = (passed.length ? passed : best).sort((one, other) => decided(one) - decided(other));
  return { cards: (take === 1 && !passed.length && ballot.first.length === 1 ? wanted.slice(0, 1) : wanted).map(({ card }) => card), best: true };
}

/** The results of a vote; after a second one, those who were not tied keep their place behind those who were. */
function standing(model, ballot) {
  const own = results(model, ballot);
  const first = ballot.runoff_of && model.records.get(ballot.runoff_of);
  if (!first) return own;
  const again = new Set(own.map(({ target }) => target));
  return [...own, ...results(model, first).filter(({ target }) => !again.has(target))];
}

/** What is worked with on a board: its named groups, or else the cards that were carried there, or else its notes. */
function kept(model, from) {
  if (!shown(from) && !from.by_table) return null;
  const notes = model.notes.filter((note) => note.activity === from.id && !note.aside && !note.parked);
  const groups = model.clusters.filter((cluster) => cluster.activity === from.id && cluster.title);
  const cards = notes.filter((note) => note.from);
  return { cards: [groups, cards, notes].find((each) => each.length) || [], best: false };
}

/** What the next step offers to bring into a board that has begun and on which nobody has put anything yet; null without. */
export function offered(model, activity) {
  if (activity.tool !== "board" || activity.hidden || ["closed", "waiting"].includes(activity.state)) return null;
  return model.notes.some((note) => note.activity === activity.id) ? null : named(model, activity);
}

/** Which table each card is dealt to: its own while that is free, else the next free one; only a result is dealt. */
export function dealt(model, activity, { cards, best }) {
  const tables = model.tables.map(({ id }) => id);
  if (!best || !activity.rules.tables || cards.length > tables.length) return cards.map(() => null);
  const free = new Set(tables);
  const own = cards.map(({ table }) => (free.delete(table) ? table : null));
  return own.map((table) => {
    if (table) return table;
    const [next] = free;
    free.delete(next);
    return next;
  });
}

/** What is asked of the server to bring these cards. */
export function asked(model, activity, found) {
  const tables = dealt(model, activity, found);
  const cards = found.cards.map(({ id }, at) => ({ id, card: newId(), ...(tables[at] ? { table: tables[at] } : {}) }));
  return ["notes.carry", { to: activity.id, cards }];
}

/** What the offer is called: so many of the best, or all there is. */
export const offer = ({ cards, best }) => say(best ? "bring_best" : "bring_all", { n: cards.length });

/** Ask which, then bring them; with none of them it isn't offered again. */
export async function bring(desk, activity, found) {
  const wanted = new Set(found.cards.map(({ id }) => id));
  const answer = await askForm("ask-bring", {}, (dialog, form) => furnish(dialog, form, activity, found, wanted));
  if (!answer) return;
  const cards = found.cards.filter(({ id }) => wanted.has(id));
  if (cards.length) await carry(desk, activity, { ...found, cards });
  else desk.decline(activity);
}

/** Bring what is meant for the activity one looks at, or what its empty board may begin with. */
export function bringHere(desk) {
  const { model } = desk;
  if (!model.viewed || !takes(model.viewed) || model.workshop.state !== "open") return undefined;
  const found = named(model, model.viewed);
  if (found) return bring(desk, model.viewed, found);
  const begun = beginnings(model, model.viewed);
  return begun ? carry(desk, model.viewed, { cards: begun.notes, best: false }) : toast(say("bring_what"));
}

/** Bring these cards now; one undo takes all of them back. */
export async function carry(desk, activity, found) {
  const [k, d] = asked(desk.model, activity, found);
  const answer = await desk.acts.do(k, d);
  if (answer.t !== "ack") return;
  toast(say("carried", { n: d.cards.length, title: activity.title }), { tone: "good", action: { label: say("undo"), run: () => desk.acts.undo() } });
}

function furnish(dialog, form, activity, { from, cards }, wanted) {
  const count = () => {
    one('[data-fill="count"]', dialog).textContent = say("cards_chosen", { n: wanted.size });
    one('[data-fill="ok"]', dialog).textContent = say(wanted.size ? "bring_do" : "bring_none");
  };
  one('[data-act="none"]', dialog).onclick = () => {
    wanted.clear();
    for (const box of all("input", form)) box.checked = false;
    count();
  };
  one('[data-fill="about"]', dialog).textContent = say("bring_about", { from: from.title, to: activity.title });
  one('[data-fill="cards"]', dialog).replaceChildren(...cards.map((card) => choice(card, wanted, count)));
  count();
}

function choice(card, wanted, count) {
  const made = fill("ballot-card", { text: saying(card, 140) || say("picture") });
  const box = one("input", made);
  box.checked = true;
  box.addEventListener("change", () => {
    wanted[box.checked ? "add" : "delete"](card.id);
    count();
  });
  if (card.kind === "cluster") made.dataset.cluster = "";
  return made;
}

/** Whether cards can be brought into an activity at all, now or once it begins. */
export const takes = (activity) => TAKERS.includes(activity.tool) && activity.state !== "closed";
