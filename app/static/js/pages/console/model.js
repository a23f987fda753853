/** What the console shows, read from the records in one pass: nothing here touches the page. */

const NOBODY = new Set(["observer", "mediator", "scribe", "librarian", "facilitator"]);
const byOrder = (one, other) => one.order - other.order;
const byAlias = (one, other) => one.alias.localeCompare(other.alias);

/** Everything the panels need; `looking` is the activity the facilitator looks at (without it the current one, or the end). */
export function read(records, looking = null) {
  const found = sorted(records);
  const workshop = found.workshop[0] || null;
  const activities = found.activity.sort(byOrder);
  const current = activities.find(({ id }) => workshop && id === workshop.current) || null;
  const viewed = activities.find(({ id }) => id === looking) || current;
  return {
    workshop, activities, current, viewed, records, looking: activities.some(({ id }) => id === looking),
    people: found.person.filter((person) => !person.gone && !NOBODY.has(person.role)).sort(byAlias),
    helpers: found.person.filter((person) => !person.gone && NOBODY.has(person.role)).sort(byAlias),
    tables: found.table.sort(byOrder),
    notes: found.note, clusters: found.cluster, ballots: found.ballot, hands: found.hands,
    tallies: found.tally, messages: found.message.sort((one, other) => other.at - one.at),
    parked: found.note.filter((note) => note.parked), outcomes: found.outcome,
    ballot: viewed ? latest(found.ballot, viewed.id) : null,
  };
}

function sorted(records) {
  const found = {
    workshop: [], activity: [], person: [], table: [], note: [], cluster: [], ballot: [], tally: [], message: [], outcome: [], hands: [],
  };
  for (const record of records.values()) if (found[record.kind]) found[record.kind].push(record);
  return found;
}

/** The ballot of an activity that is not closed yet, or else its last one. */
export function latest(ballots, activity) {
  const own = ballots.filter((ballot) => ballot.activity === activity);
  return own.find((ballot) => ballot.state !== "closed") || own.at(-1) || null;
}

/** The notes and clusters of one activity, laid into its zones: {zones: [{id, title, clusters, loose, count}], aside}. */
export function lay(model, activity, table = null) {
  if (!table && activity.rules.tables && model.tables.length) return sideBySide(model, activity);
  const zones = activity.zones.length ? activity.zones : [{ id: "", title: "" }];
  const mine = model.notes.filter((note) => note.activity === activity.id && !note.parked && (!table || note.table === table));
  const clusters = model.clusters.filter((cluster) => cluster.activity === activity.id);
  const known = new Set(clusters.map(({ id }) => id));
  const home = (note) => note.clusters.find((id) => known.has(id)) || null;
  const members = new Map(clusters.map(({ id }) => [id, []]));
  const loose = new Map(zones.map(({ id }) => [id, []]));
  for (const note of mine) {
    const place = home(note);
    if (place) members.get(place).push(note);
    else (loose.get(note.zone) || loose.get(zones[0].id)).push(note);
  }
  const held = clusters.filter((cluster) => !table || cluster.table === table || members.get(cluster.id).length);
  const where = new Map(held.map((cluster) => [cluster.id, most(members.get(cluster.id), zones)]));
  return zones.map((zone) => {
    const groups = held.filter(({ id }) => where.get(id) === zone.id).map((cluster) => ({ cluster, notes: members.get(cluster.id) }));
    const count = mine.filter((note) => note.zone === zone.id).length;
    return { ...zone, groups, loose: loose.get(zone.id), count };
  });
}

/** The boards of all tables beside one another, and one for what belongs to none: a field for each. */
function sideBySide(model, activity) {
  const none = { id: null, title: "" };
  const fields = [...model.tables, none].map((table) => {
    const [field] = lay({ ...model, clusters: model.clusters.filter((each) => (each.table || null) === table.id), notes: model.notes.filter((note) => (note.table || null) === table.id) },
      { ...activity, zones: [], rules: {} });
    return { ...field, id: `table:${table.id || ""}`, table, count: field.loose.length + field.groups.reduce((sum, group) => sum + group.notes.length, 0) };
  });
  return fields.filter(({ table, count, groups }) => table.id || count || groups.length);
}

/** The zone that most of a cluster's notes are from; an empty cluster stands in the first. */
function most(notes, zones) {
  const counts = zones.map(({ id }) => notes.filter((note) => note.zone === id).length);
  return zones[counts.indexOf(Math.max(...counts))].id;
}

/** The results of a ballot, best first: [{target, dots, rank, tied, text}]. */
export function results(model, ballot) {
  return model.tallies.filter((tally) => tally.ballot === ballot.id)
    .sort((one, other) => one.rank - other.rank || (one.target < other.target ? -1 : 1));
}

/** Whether people have something to do on their phones now, so that one can be at work or done. */
export function working({ workshop, current }) {
  return workshop.state === "open" && Boolean(current) && current.tool !== "none" && current.state !== "closed";
}

/** Those who are ready, those who could be, and those who call. */
export function readiness(people) {
  return { ready: people.filter(({ ready }) => ready).length, of: people.length, help: people.filter(({ help }) => help) };
}

/** Activities that notes can be carried to: boards and votes, not closed, another than their own; the next one first. */
export function destinations(model, from) {
  const open = model.activities.filter((each) => each.id !== from && each.state !== "closed" && ["board", "vote"].includes(each.tool));
  const at = model.activities.find(({ id }) => id === from)?.order ?? -1;
  return [...open.filter(({ order }) => order > at), ...open.filter(({ order }) => order < at)];
}

/** What an empty board where everyone gathers may begin with: {from, notes} of the last board before it that the room has seen; null without. */
export function beginnings(model, activity) {
  if (activity.rules.cluster !== "all" || model.notes.some((note) => note.activity === activity.id)) return null;
  const before = model.activities.filter((each) => each.tool === "board" && each.order < activity.order && shown(each)).reverse();
  for (const from of before) {
    const notes = model.notes.filter((note) => note.activity === from.id && !note.aside && !note.parked);
    if (notes.length) return { from, notes };
  }
  return null;
}

/** Whether the room sees the contents of an activity. */
export const shown = (activity) => Boolean(activity && activity.revealed);

/** Whether those who lead see the contents of an activity. */
export const visible = (activity) => Boolean(activity) && (activity.revealed || activity.by_table || activity.state === "facilitators");

/** The cards that arrived in an activity: how many from each table, and from no table, in the tables' order. */
export function arrived(model, activity) {
  const cards = model.notes.filter((note) => note.activity === activity.id && note.from);
  const from = model.tables.map((table) => ({ table, n: cards.filter((card) => card.table === table.id).length }));
  const rest = cards.length - from.reduce((sum, { n }) => sum + n, 0);
  return { all: cards.length, from: [...from, { table: null, n: rest }].filter(({ n }) => n) };
}

/** What a note or a cluster says, in a few words. */
export function saying(record, most = 80) {
  const text = (record?.kind === "cluster" ? record.title : record?.text) || record?.media?.[0]?.alt || "";
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}
