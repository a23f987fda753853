/** Draws a scene on the wall: one function for each kind, templates filled, nothing built from strings. */

import { drawBalance, ofStances } from "../ui/balance.js";
import { fill, keyed, mark, one, refill } from "../ui/dom.js";
import { direction, makeNote, showNote } from "../ui/note.js";
import { paper } from "../ui/paper.js";
import { tableName } from "../ui/table.js";
import { say } from "../ui/words.js";
import { board, signed } from "./board.js";
import { by, day, hour } from "../ui/hour.js";
import { cut } from "./fit.js";

const FRESH = 6000;
const MOST_PARTIES = 8;
const LONG = [50, 130, 280, 600, 1100]; // characters past which a note in the light is written smaller
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

function lobby(host, { names, tables, people, workshop }, tools) {
  const { lang, zone, starts } = tools;
  const open = workshop.state !== "draft";
  const here = people ? say("here", { n: people }) : say(open ? "first" : "closed");
  refill(host, { count: people || null, here, when: open && starts ? say("starts", { time: hour(starts, lang, zone) }) : null });
  mark(host, { "data-tables": Math.min(tables.length, MOST_PARTIES) || null });
  keyed(place(host, "parties"), tables, ({ id }) => id, () => fill("party"), (party, table) => {
    refill(party, { title: tableName(table) });
    nameTags(one("ul", party), table.names, tools);
  });
  nameTags(place(host, "names"), names, tools);
  host.querySelectorAll(".names").forEach(makeRoom);
}

/** Name tags as people come. */
function nameTags(list, names, { fresh, opening }) {
  keyed(list, names, (person) => person.id, (person) => {
    const item = mark(fill("name"), { "data-paper": paper(person.id) });
    if (!opening) fresh(item, FRESH);
    return item;
  }, (item, person) => refill(item, { alias: person.alias }));
}

/** Where there are too many tags for their place, all of them shrink; then the first ones are only counted. */
function makeRoom(list) {
  const items = [...list.children];
  for (const item of items) item.hidden = false;
  mark(list, { "data-dense": null, "data-more": null });
  mark(list, { "data-dense": cut(list) });
  for (let at = 0; at < items.length - 1 && cut(list); at += 1) {
    items[at].hidden = true;
    mark(list, { "data-more": at + 1 });
  }
}

function covered(host, { hidden, apart, ways, activity }) {
  refill(host, { round: ways.length ? say("round", { n: Math.max(1, activity.round) }) : null });
  keyed(place(host, "ways"), ways, ([from]) => from.id, () => fill("way"), (way, [from, to]) => refill(way, { from: tableName(from), to: tableName(to) }));
  refill(host, { count: hidden || null, words: hidden ? say("covered", { n: hidden }) : null, apart: apart ? say("at_tables") : null });
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
  const counting = ballot.state === "counting";
  refill(host, { voted: ballot.voted, of: say("voted_of", { n: ballot.voted, all }), hint: say(counting ? "counting" : ballot.settings?.secret ? "secret" : "open") });
  mark(one(".voting__hint", host), { "data-hands": counting });
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

function result(host, { ballot, rows, most }) {
  mark(host, { "data-count": rows.length });
  keyed(host, rows, (row) => row.id, () => fill("rank"), (element, row) => {
    const stances = ofStances(row);
    mark(element, { "data-first": ballot.first.includes(row.target), "data-stances": stances });
    refill(element, { rank: row.rank, value: stances ? null : row.dots, said: stances ? say("stances", row) : null });
    const bar = place(element, "balance");
    bar.hidden = !stances;
    if (stances) drawBalance(bar, row);
    place(element, "tied").hidden = !row.tied;
    card(one(".note", element), row);
    place(element, "dots").hidden = stances;
    const dots = mark(place(element, "dots"), { "aria-label": say("given", { n: row.dots || 0 }) });
    keyed(dots, numbers(row.dots || 0), String, () => mark(bare("i")(), { "data-on": true }));
  });
  const room = one(".dots", host)?.clientWidth ?? 0;
  host.style.setProperty("--dot-fit", `${Math.max(2, room / (Math.max(1, most) * DOT_SHARE))}px`);
}

function light(host, { lit, notes }, { media }) {
  const long = notes.length === 1 ? notes[0].text.length : 0;
  mark(host, { "data-kind": lit.kind, "data-long": notes.length > 9 ? "lots" : notes.length > 1 ? "many" : LONG.filter((most) => long > most).length });
  keyed(host, notes, (note) => note.id, (note) => makeNote(note), (sheet, note) => {
    showNote(sheet, note, { ...signed(note, media), spot: notes.length === 1 });
  });
}

function pause(host, { phones, timer, title, ends }, { lang, zone }) {
  const words = { down: () => say("down"), break: () => say("wait") }[phones]?.();
  mark(host, { "data-down": String(phones === "down"), "data-timed": Boolean(timer?.ends_at) });
  refill(host, { say: !words || title.startsWith(words) ? null : words, until: timer?.ends_at ? say(ends, { time: hour(timer.ends_at, lang, zone) }) : null });
}

function last(host, { people, notes, prototypes, clusters, dots, chosen, answer }, { lang, zone }) {
  const sums = Object.entries({ people, notes, prototypes, clusters, dots }).filter(([, n]) => n > 0);
  keyed(place(host, "sums"), sums, ([name]) => name, () => fill("sum"), (item, [name, n]) => {
    refill(item, { n, words: say(`sum_${name}`, { n }) });
  });
  refill(host, { answer: answer ? say(by("answer", answer, zone), { date: day(answer, lang, zone) }) : null });
  place(host, "best").hidden = !chosen;
  place(host, "safe").hidden = !people;
  if (chosen) refill(host, { chosen: card(makeNote({ id: chosen.target }), chosen) });
}
