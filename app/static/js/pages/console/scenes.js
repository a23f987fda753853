/** What stands in the middle: the door before it begins, talk, covered notes, the board, a vote, its result, the end. */

import { fill, keyed, one } from "../../ui/dom.js";
import { by, day } from "../../ui/hour.js";
import { paper } from "../../ui/paper.js";
import { tableName } from "../../ui/table.js";
import { say } from "../../ui/words.js";
import { drawBoard } from "./board.js";
import { drawCount } from "./counting.js";
import { drawResult, drawVote } from "./result.js";
import { arrived, saying, visible } from "./model.js";

const BACKS = 60;
const BALLOTS = new Set(["vote", "count", "result"]);

/** The name of the scene for what is looked at. */
export function sceneOf({ workshop, viewed, ballot, looking }) {
  if (workshop.state === "closed" && !looking) return "end";
  if (!viewed) return "door";
  if (ballot?.state === "open") return "vote";
  if (ballot?.state === "counting") return "count";
  if (viewed.tool === "vote") return ballot ? "result" : "ballot";
  if (viewed.tool === "none" || viewed.tool === "draft") return "talk";
  if (!viewed.started_at) return "coming";
  return visible(viewed) ? "board" : "covered";
}

/** Draw it into `host`. */
export function drawScene(host, model, desk) {
  if (!model.workshop) return;
  const kind = sceneOf(model);
  host.dataset.scene = kind;
  host.dataset.stage = model.viewed?.stage || "frame";
  host.tabIndex = kind === "board" ? -1 : 0; // what may have to be scrolled by keys: notes can be walked to, words cannot
  if (kind === "board" && desk.outline.on) desk.outline.show(host, model, model.viewed);
  else if (kind === "board") drawBoard(host, model, model.viewed, desk);
  else DRAW[kind](open(host, kind, model), model, desk);
}

/** The scene's own element, made anew when it is another scene or another activity. */
function open(host, kind, model) {
  const key = `${kind}:${model.viewed?.id || ""}:${BALLOTS.has(kind) ? model.ballot.id : ""}`;
  if (host.dataset.key !== key) {
    host.replaceChildren(fill(`scene-${kind}`));
    host.dataset.key = key;
    host.firstElementChild.dataset.opening = "";
  }
  return host.firstElementChild;
}

const DRAW = { door, talk, coming: talk, covered, ballot, vote: drawVote, count: drawCount, result: drawResult, end };

function door(scene, model) {
  const lobby = model.workshop.state === "lobby";
  one('[data-fill="question"]', scene).textContent = model.workshop.question || model.workshop.title;
  one('[data-fill="say"]', scene).textContent = say(lobby ? "door_open" : "door_draft");
  one('[data-fill="count"]', scene).textContent = lobby ? say("people_here", { n: model.workshop.people }) : "";
  keyed(one('[data-fill="names"]', scene), lobby ? model.people : [], ({ id }) => id, (person) => {
    const made = fill("name");
    made.dataset.paper = paper(person.id);
    return made;
  }, (made, person) => { made.textContent = person.alias; });
}

function talk(scene, model) {
  const { viewed } = model;
  one('[data-fill="title"]', scene).textContent = viewed.title;
  one('[data-fill="prompt"]', scene).textContent = viewed.prompt;
  const hint = viewed.started_at || model.workshop.state === "closed" ? (viewed.rules.phones === "down" ? say("phones_down") : "") : say("not_begun");
  one('[data-fill="hint"]', scene).textContent = [hint, from(model)].filter(Boolean).join(" ");
  const start = one('[data-act="start"]', scene);
  start.hidden = Boolean(viewed.started_at) || model.workshop.state === "closed" || !model.current;
  start.dataset.id = viewed.id;
}

function covered(scene, model) {
  const { viewed } = model;
  one('[data-fill="count"]', scene).textContent = say("covered", { n: viewed.hidden });
  one('[data-fill="prompt"]', scene).textContent = viewed.prompt;
  one('[data-fill="zones"]', scene).textContent = viewed.zones.map(({ title }) => title).join(" · ");
  one('[data-fill="promise"]', scene).textContent = say(viewed.rules.anonymous ? "promise_anonymous" : "promise_named");
  const backs = Array.from({ length: Math.min(viewed.hidden, BACKS) }, (_, at) => at);
  keyed(one('[data-fill="backs"]', scene), backs, String, (at) => {
    const made = fill("back");
    made.dataset.paper = paper(`${viewed.id}${at}`);
    return made;
  });
  one('[data-fill="none"]', scene).hidden = viewed.hidden > 0;
}

function ballot(scene, model) {
  const cards = model.notes.filter((note) => note.activity === model.viewed.id);
  one('[data-fill="title"]', scene).textContent = model.viewed.title;
  one('[data-fill="prompt"]', scene).textContent = model.viewed.prompt;
  one('[data-fill="count"]', scene).textContent = cards.length ? say("cards_ready", { n: cards.length }) : say("no_cards");
  const open = one('[data-act="ballot"]', scene);
  open.disabled = !model.viewed.started_at;
  one('[data-fill="hint"]', scene).textContent = [from(model), model.viewed.started_at ? "" : say("not_begun")].filter(Boolean).join(" · ");
  keyed(one('[data-fill="cards"]', scene), cards, ({ id }) => id, () => fill("card"), (made, card) => {
    made.dataset.paper = paper(card.id);
    one('[data-fill="text"]', made).textContent = card.text;
  });
}

/** Which cards came from where, in a line. */
function from(model) {
  const { all, from: tables } = arrived(model, model.viewed);
  if (!all || !model.tables.length) return "";
  return tables.map(({ table, n }) => say("arrived", { table: table ? tableName(table) : say("no_table"), n })).join(" · ");
}

function end(scene, model, desk) {
  const written = model.notes.filter((note) => !note.from);
  const aside = written.filter((note) => note.aside).length;
  const sums = [
    [model.workshop.people, "sum_people"], [written.length - aside, "sum_notes"], [aside, "sum_aside"], [model.clusters.length, "sum_groups"],
    [model.ballots.filter(({ state }) => state === "closed").length, "sum_votes"],
  ];
  keyed(one('[data-fill="sums"]', scene), sums.filter(([n]) => n > 0), ([, name]) => name, () => fill("sum"), (made, [n, name]) => {
    one("strong", made).textContent = n;
    one("span", made).textContent = say(name, { n });
  });
  const best = desk.ballots.chosen(model);
  one('[data-fill="best"]', scene).hidden = !best.length;
  one('[data-fill="best-says"]', scene).textContent = say("best", { n: best.length });
  one('[data-fill="none"]', scene).hidden = best.length > 0;
  keyed(one('[data-fill="ideas"]', scene), best, ({ id }) => id, (record) => {
    const made = fill("best-idea");
    one("button", made).addEventListener("click", () => desk.draft(desk.session.get(record.id)));
    return made;
  }, (made, record) => {
    one('[data-fill="text"]', made).textContent = saying(record, 200);
    one('[data-fill="draft"]', made).textContent = say(model.outcomes.some(({ from }) => from === record.id) ? "step_read" : "step_harvest");
  });
  keyed(one('[data-fill="outcomes"]', scene), model.outcomes, ({ id }) => id, () => fill("outcome"), (made, outcome) => {
    const link = one("a", made);
    link.href = desk.outcome(outcome.id);
    one('[data-fill="title"]', link).textContent = outcome.title;
  });
  const { answer_by: promised } = model.workshop;
  const name = promised ? by("answer_by", promised, desk.boot.zone) : "no_answer";
  one('[data-fill="answer"]', scene).textContent = say(name, { date: promised ? day(promised, desk.boot.lang, desk.boot.zone) : "" });
  one('[data-do="set"]', scene).textContent = say(promised ? "answer_change" : "answer_set");
}
