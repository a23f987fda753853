/** Draws a scene on the wall: one function for each kind, templates filled, nothing built from strings. */

import { fill, keyed, mark, one, refill } from "../ui/dom.js";
import { direction, makeNote, showNote } from "../ui/note.js";
import { paper } from "../ui/paper.js";
import { say } from "../ui/words.js";
import { board, signed } from "./board.js";
import { hour } from "../ui/hour.js";
import { cut } from "./fit.js";

const FRESH = 6000;
const MOST_BACKS = 120;
const DOT_SHARE = 1.34; // a dot and the space after it

const DRAW = { lobby, board, covered, vote, result, light, pause, last };

/**
 * Draw `scene` into `main`. `tools` is {lang, zone, media, body, fresh, starts, before}: the language, where pictures are,
 * the body that carries the scene's name, how to mark news, when it begins, the scene before. Gives what turns pages.
 */
export function draw(main, scene, tools) {
  const { kind } = scene;
  const key = `${kind} ${scene.activity?.id ?? ""}`;
  const opening = main.dataset.key !== key;
  if (opening) {
    main.replaceChildren(fill(`scene-${kind}`));
    main.dataset.key = key;
  }
  tools.body.dataset.scene = kind;
  mark(tools.body, { "data-wide": null, "data-density": null });
  return DRAW[kind](main.firstElementChild, scene, { ...tools, opening }) ?? [];
}

const place = (host, name) => one(`[data-fill="${name}"]`, host);
const numbers = (n) => Array.from({ length: n }, (_, at) => at);
const bare = (tag) => () => document.createElement(tag);

function lobby(host, { names, people, workshop }, { lang, zone, fresh, opening, starts }) {
  const when = starts ? say("starts", { time: hour(starts, lang, zone) }) : null;
  refill(host, { count: people, here: say("here", { n: people }), when: workshop.state === "draft" ? null : when });
  const list = place(host, "names");
  keyed(list, names, (person) => person.id, (person) => {
    const item = mark(fill("name"), { "data-paper": paper(person.id) });
    if (!opening) fresh(item, FRESH);
    return item;
  }, (item, person) => refill(item, { alias: person.alias }));
  const items = [...list.children];
  for (const item of items) item.hidden = false;
  for (let at = 0; at < items.length - 1 && cut(list); at += 1) items[at].hidden = true;
}

function covered(host, { hidden, activity }) {
  refill(host, { count: hidden, words: say("covered", { n: hidden }) });
  const backs = numbers(Math.min(hidden, MOST_BACKS));
  const list = mark(place(host, "backs"), { "data-many": many(backs.length, 24, 60) });
  keyed(list, backs, String, (at) => mark(bare("li")(), {
    class: "note", "data-face": "down", "data-new": true, "data-paper": paper(`${activity.id}${at}`),
  }));
}

function many(n, some, lots) {
  return n > lots ? 2 : n > some ? 1 : 0;
}

function vote(host, { ballot, targets, people }) {
  const all = Math.max(people, ballot.voted);
  refill(host, { voted: ballot.voted, of: say("voted_of", { n: all }), hint: say(ballot.settings?.secret ? "secret" : "open") });
  keyed(place(host, "pegs"), numbers(all), String, bare("i"), (peg, at) => mark(peg, { "data-on": at < ballot.voted }));
  const list = mark(place(host, "choices"), { "data-many": many(targets.length, 6, 12) });
  keyed(list, targets, (each) => each.target, (each) => fill("choice"), (item, each) => card(item, each));
}

/** What was voted on, on its paper. */
function card(element, { target, text, lang }) {
  mark(element, { "data-paper": paper(target) });
  mark(place(element, "text"), { lang: lang || null, dir: direction(lang) });
  return refill(element, { text });
}

function result(host, { rows, most }) {
  mark(host, { "data-count": rows.length });
  keyed(host, rows, (row) => row.id, () => fill("rank"), (element, row) => {
    mark(element, { "data-first": row.rank === 1 && row.dots > 0 });
    refill(element, { rank: row.rank, value: row.dots });
    place(element, "tied").hidden = !row.tied;
    card(one(".note", element), row);
    const dots = mark(place(element, "dots"), { "aria-label": say("given", { n: row.dots }) });
    keyed(dots, numbers(row.dots), String, () => mark(bare("i")(), { "data-on": true }));
  });
  const room = one(".dots", host)?.clientWidth ?? 0;
  host.style.setProperty("--dot-fit", `${Math.max(2, room / (Math.max(1, most) * DOT_SHARE))}px`);
}

function light(host, { lit, notes }, { media }) {
  const long = notes.length === 1 ? notes[0].text.length : 0;
  mark(host, { "data-kind": lit.kind, "data-long": notes.length > 9 ? "lots" : notes.length > 1 ? "many" : 3 - [280, 130, 50].filter((most) => long <= most).length });
  keyed(host, notes, (note) => note.id, (note) => makeNote(note), (sheet, note) => {
    showNote(sheet, note, { ...signed(note, media), spot: notes.length === 1 });
  });
}

function pause(host, { down, timer, title }, { lang, zone }) {
  const words = say(down ? "down" : "wait");
  mark(host, { "data-down": String(down) });
  refill(host, { say: title.startsWith(words) ? null : words, until: timer?.ends_at ? say("resume", { time: hour(timer.ends_at, lang, zone) }) : null });
}

function last(host, { people, notes, clusters, dots, chosen }) {
  const sums = Object.entries({ people, notes, clusters, dots }).filter(([, n]) => n > 0);
  keyed(place(host, "sums"), sums, ([name]) => name, () => fill("sum"), (item, [name, n]) => {
    refill(item, { n, words: say(`sum_${name}`, { n }) });
  });
  place(host, "best").hidden = !chosen;
  if (chosen) refill(host, { chosen: card(makeNote({ id: chosen.target }), chosen) });
}
