/** What the records mean for one phone: which scene it is in, and in whose words. Pure. */

import { locks } from "../ui/ending.js";

const WRITABLE = new Set(["private", "facilitators", "shared"]);
const JOINABLE = new Set(["vote", "voteSoon", "talk", "rest", "listen"]);
const LATE = 60_000; // ms after which the beginning of an activity has been missed

/** Everything a scene needs to know, read from the records. `facts` are {workshop, you, lang, own, now}. */
export function read(records, facts) {
  const workshop = records.get(facts.workshop) || null;
  const me = records.get(`me:${facts.you}`) || null;
  const activity = stopped((workshop && workshop.current && records.get(workshop.current)) || null, workshop, facts.now);
  const ballot = activity ? ballotOf(records, activity.id) : null;
  const light = (workshop && workshop.spotlight && records.get(workshop.spotlight)) || null;
  const found = { workshop, me, activity, ballot, light };
  return { ...found, scene: scene(found), words: activity ? wordsOf(activity, facts.lang, facts.own) : null };
}

/** An activity that people write in as it is once the end of the clock has locked it. */
function stopped(activity, workshop, now) {
  return activity && WRITABLE.has(activity.state) && locks(workshop.timer, now) ? { ...activity, state: "locked", timed: true } : activity;
}

/** The scene's name. */
export function scene({ workshop, me, activity, ballot, light }) {
  if (!workshop) return "arriving";
  if (me && me.gone) return "gone";
  if (workshop.state === "closed") return "end";
  if (!activity) return "lobby";
  if (ballot) return { open: "vote", counting: "counting" }[ballot.state] || "result";
  if (activity.tool === "board" && (!light || WRITABLE.has(activity.state))) return "write";
  if (light) return "spot";
  if (activity.tool === "vote") return "voteSoon";
  if (activity.tool === "draft") return "draft";
  return { down: "talk", break: "rest" }[activity.rules && activity.rules.phones] || "listen";
}

/** Whether notes may be added here now. */
export function writable(activity) {
  return WRITABLE.has(activity.state);
}

/** The ballot to look at in an activity: the one that is not closed yet, else the last that closed. */
export function ballotOf(records, activity) {
  const found = [...records.values()].filter((record) => record.kind === "ballot" && record.activity === activity);
  return found.find((ballot) => ballot.state !== "closed") || found[found.length - 1] || null;
}

/**
 * An activity's title, prompt and zones in the reader's language; the workshop's own language may have been edited. `late`
 * is the line for whoever comes late, a zone's `hint` says what belongs there: both stay as the card has them.
 */
export function wordsOf(activity, lang, own) {
  const known = activity.words || {};
  const said = lang === own ? {} : known[lang] || {};
  const card = known[lang] || known[own] || {};
  return {
    title: said.title || activity.title, prompt: said.prompt || activity.prompt || said.title || activity.title, late: card.late || "",
    zones: (activity.zones || []).map(({ id, title }) => ({ id, title: (said.zones || {})[id] || title, hint: (card.hints || {})[id] || "" })),
  };
}

/** Whether somebody who comes in `now` has missed the beginning of what they find, and can still take part in it. */
export function late({ scene, activity }, now) {
  const begun = activity && activity.started_at && now - activity.started_at >= LATE;
  return Boolean(begun && (scene === "write" ? writable(activity) : JOINABLE.has(scene)));
}

/** Whether everyone may gather notes here now. */
export function mayGather({ rules, state, revealed, by_table: byTable }) {
  return rules.cluster === "all" && state === "shared" && Boolean(revealed || byTable);
}

/** The name of the sentence that says who reads a note added here, now and later. */
export function readers({ state, rules, revealed }) {
  const when = state === "private" || state === "facilitators" ? state : "shared";
  if (rules.visitors && !revealed) return `${when}Visit`;
  return `${when}${rules.anonymous ? "Anon" : "Named"}${rules.tables && !revealed ? "Table" : ""}`;
}

/** The notes of an activity: one's own and everyone else's, the latest first. */
export function notesOf(records, activity) {
  const notes = [...records.values()].filter((record) => record.kind === "note" && record.activity === activity).reverse();
  const own = notes.filter((note) => records.has(`own:${note.id}`));
  return { own, others: notes.filter((note) => !records.has(`own:${note.id}`)), all: notes };
}

/** What others wrote, nearest first: at one's own table (or in the room, without tables), then table by table. */
export function byTable(others, tables, own) {
  if (!own || !tables.length) return { near: others, far: [] };
  const far = tables.filter(({ id }) => id !== own.id).map((table) => ({ table, notes: others.filter((note) => note.table === table.id) }));
  const known = new Set(far.flatMap(({ notes }) => notes.map(({ id }) => id)));
  return { near: others.filter(({ id }) => !known.has(id)), far: far.filter(({ notes }) => notes.length) };
}

/** How many more notes somebody may add; null when there is no limit. Carried cards do not count. */
export function notesLeft({ rules }, own) {
  return rules.notes === null || rules.notes === undefined ? null : Math.max(0, rules.notes - own.filter((note) => !note.from).length);
}

/** The targets of a ballot in the order of one person: the same each time, another for each. */
export function ordered({ id, targets, settings }, you) {
  if (!settings.shuffle) return targets;
  const place = (target) => scramble(`${you}:${id}:${target}`);
  return [...targets].sort((one, other) => place(one) - place(other));
}

/** FNV-1a with a finishing mix: 32 bits that look like chance. */
export function scramble(text) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The dots a person has given in a ballot, by target, and how many are left in hand. */
export function dots(records, ballot) {
  const given = new Map(ballot.targets.map((target) => [target, (records.get(`vote:${ballot.id}:${target}`) || { value: 0 }).value]));
  const sum = [...given.values()].reduce((all, value) => all + value, 0);
  return { given, left: Math.max(0, ballot.settings.dots - sum) };
}

/** What a ballot is about, in words: a note's text or a cluster's title. */
export function textOf(record) {
  if (!record) return "";
  return record.kind === "cluster" ? record.title : record.text;
}
