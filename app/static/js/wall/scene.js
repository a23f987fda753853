/** What the wall shows now: one scene, read off the records alone. Knows neither page nor clock. */

import { chosenIds } from "../ui/choice.js";
import { inOrder, visits } from "../ui/table.js";

const MOST_ROWS = 8;

/** The scene for these records (an iterable); `lang` picks the words of an activity. */
export function scene(records, lang) {
  const all = [...records];
  const workshop = all.find((record) => record.kind === "workshop");
  if (!workshop) return null;
  const current = all.find((record) => record.kind === "activity" && record.id === workshop.current);
  const base = { workshop, activity: current, timer: workshop.timer, stage: workshop.stage, people: workshop.people };
  if (workshop.state === "closed") return { ...base, ...last(all, workshop) };
  if (workshop.state !== "open" || !current) return { ...base, ...lobby(all, workshop) };
  const said = { kicker: wording(current, lang, "title"), title: wording(current, lang, "prompt") || wording(current, lang, "title") };
  if (said.kicker === said.title) said.kicker = workshop.title;
  return { ...base, ...said, ...(light(all, workshop, current, lang) ?? ballot(all, current, lang) ?? still(current) ?? board(all, current, lang)) };
}

/** A word of an activity in a language, else as it was planned. */
export function wording(activity, lang, key) {
  return activity.words?.[lang]?.[key] || activity[key] || "";
}

/** The question under the workshop's name; without one the name alone. */
function headline({ title, question }) {
  return question && question !== title ? { kicker: title, title: question } : { kicker: "", title };
}

function lobby(all, workshop) {
  const names = all.filter((record) => record.kind === "person").map(({ id, alias, table }) => ({ id, alias, table: table ?? null }));
  const laid = inOrder(all.filter((record) => record.kind === "table"));
  const tables = laid.map((table) => ({ ...table, names: names.filter((name) => name.table === table.id) }));
  const seated = tables.some((table) => table.names.length);
  return { kind: "lobby", ...headline(workshop), tables: seated ? tables : [], names: seated ? names.filter(({ table }) => !laid.some(({ id }) => id === table)) : names };
}

function last(all, workshop) {
  const notes = all.filter((record) => record.kind === "note" && !record.from);
  const ballots = all.filter((record) => record.kind === "ballot" && record.state === "closed");
  const first = chosenIds(all);
  const chosen = first.length === 1 ? target(all, first[0]) : null;
  return {
    kind: "last", ...headline(workshop), chosen,
    notes: notes.length, prototypes: prototypes(all, notes), answer: workshop.answer_by ?? null,
    clusters: all.filter((record) => record.kind === "cluster" && !record.from).length,
    dots: ballots.reduce((sum, each) => sum + (each.dots ?? 0), 0),
  };
}

/** How many prototypes were made: one a table where tables had boards of their own, else one for the room. */
function prototypes(all, notes) {
  const boards = all.filter((record) => record.kind === "activity" && record.stage === "prototype" && record.tool === "board");
  const made = boards.map(({ id, rules }) => {
    const on = notes.filter((note) => note.activity === id);
    return rules?.tables ? new Set(on.map((note) => note.table)).size : Math.min(1, on.length);
  });
  return Math.max(0, ...made);
}

function light(all, workshop, activity, lang) {
  const lit = workshop.spotlight && all.find((record) => record.id === workshop.spotlight);
  if (!lit) return null;
  const notes = lit.kind === "cluster" ? all.filter((each) => each.kind === "note" && each.clusters.includes(lit.id)) : [lit];
  return { kind: "light", lit, notes, ...(lit.kind === "cluster" && { kicker: wording(activity, lang, "title"), title: lit.title }) };
}

function ballot(all, activity, lang) {
  const held = all.filter((record) => record.kind === "ballot" && record.activity === activity.id);
  const open = held.find((record) => record.state !== "closed");
  if (open) {
    const targets = open.targets.map((id) => target(all, id)).filter(Boolean);
    return { kind: "vote", ballot: open, targets };
  }
  const closed = held.at(-1);
  if (!closed) return null;
  const rows = all.filter((record) => record.kind === "tally" && record.ballot === closed.id)
    .sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1))
    .map((tally) => ({ ...tally, ...target(all, tally.target) }));
  const chosen = rows.filter(({ dots }) => dots !== 0).length;
  const shown = Math.min(MOST_ROWS, chosen || rows.length);
  return {
    kind: "result", ballot: closed, rows: rows.slice(0, shown), rest: rows.length - shown,
    most: rows[0]?.dots ?? 0, tied: closed.first.length,
  };
}

/** What is voted on, whether a note or a cluster: its words, and the paper's id. */
function target(all, id) {
  const found = all.find((record) => record.id === id);
  if (!found) return null;
  return { target: id, text: found.text || found.title || "", lang: found.lang ?? "", media: found.media ?? [] };
}

function still(activity) {
  return activity.tool === "board" || activity.tool === "vote" ? null : { kind: "pause", phones: activity.rules?.phones, ends: ending(activity) };
}

/** What the end of the clock brings: a break is over, the first step lets it begin, other talk goes on until then. */
function ending({ order, rules }) {
  if (rules?.phones === "break") return "resume";
  return order === 0 ? "begins" : "talk_until";
}

function board(all, activity, lang) {
  const notes = all.filter((record) => record.kind === "note" && record.activity === activity.id && !record.parked)
    .map((note) => (note.guest ? { ...note, visitor: all.find(({ id }) => id === note.guest) } : note));
  const clusters = all.filter((record) => record.kind === "cluster" && record.activity === activity.id);
  const zones = activity.rules?.tables ? tables(all, notes, activity) : zoned(activity, lang);
  const groups = clusters.map((cluster) => grouped(cluster, notes, zones));
  const taken = new Set(groups.flatMap((group) => group.notes.map((note) => note.id)));
  const placed = zones.map(({ id, title, holds }, at) => {
    const here = notes.filter(holds);
    return {
      id, title, count: here.length,
      groups: groups.filter((group) => group.home === at),
      loose: here.filter((note) => !taken.has(note.id)),
    };
  });
  const hidden = activity.revealed ? 0 : activity.hidden;
  const laid = inOrder(all.filter((record) => record.kind === "table"));
  const ways = activity.rules?.visitors && !activity.revealed ? visits(laid, activity.round) : [];
  return {
    kind: (hidden || activity.by_table || ways.length) && !notes.length ? "covered" : "board", zones: placed, hidden, apart: Boolean(activity.by_table) && !ways.length, ways,
    revealed: activity.revealed, count: notes.length, locked: activity.state === "locked", tabled: Boolean(activity.rules?.tables),
  };
}

function zoned(activity, lang) {
  const zones = activity.zones?.length ? activity.zones : [{ id: "", title: "" }];
  const known = new Set(zones.map((zone) => zone.id));
  return zones.map((zone, at) => ({
    id: zone.id, title: activity.words?.[lang]?.zones?.[zone.id] || zone.title,
    holds: (note) => note.zone === zone.id || (at === 0 && !known.has(note.zone)),
  }));
}

/** A board by tables: a field for each table that has written, and one for what belongs to none. */
function tables(all, notes, activity) {
  const order = all.filter((record) => record.kind === "table").sort((a, b) => a.order - b.order);
  const used = order.filter((table) => notes.some((note) => note.table === table.id));
  const known = new Set(used.map((table) => table.id));
  const found = used.map((table) => ({ id: table.id, title: table.title, holds: (note) => note.table === table.id }));
  if (notes.some((note) => !known.has(note.table)) || !found.length) {
    found.push({ id: "", title: "", holds: (note) => !known.has(note.table) });
  }
  return found;
}

/** A cluster with its notes, and the field it stands in: its table's, else where most of its notes are. */
function grouped(cluster, notes, zones) {
  const members = notes.filter((note) => note.clusters.includes(cluster.id));
  const inside = zones.map((zone) => members.filter(zone.holds).length);
  const own = zones.findIndex((zone) => cluster.table && zone.id === cluster.table);
  return { id: cluster.id, title: cluster.title, notes: members, home: own >= 0 ? own : inside.indexOf(Math.max(...inside)) };
}
