/** What the console shows, read from the records in one pass: nothing here touches the page. */

const NOBODY = new Set(["observer", "mediator", "scribe", "librarian", "facilitator"]);
const byOrder = (one, other) => one.order - other.order;
const byAlias = (one, other) => one.alias.localeCompare(other.alias);

/** Everything the panels need; `looking` is the activity the facilitator looks at (the current one without it). */
export function read(records, looking = null) {
  const found = sorted(records);
  const workshop = found.workshop[0] || null;
  const activities = found.activity.sort(byOrder);
  const current = activities.find(({ id }) => workshop && id === workshop.current) || null;
  const viewed = activities.find(({ id }) => id === looking) || current;
  return {
    workshop, activities, current, viewed, records,
    people: found.person.filter((person) => !person.gone && !NOBODY.has(person.role)).sort(byAlias),
    helpers: found.person.filter((person) => !person.gone && NOBODY.has(person.role)).sort(byAlias),
    tables: found.table.sort(byOrder),
    notes: found.note, clusters: found.cluster, ballots: found.ballot,
    tallies: found.tally, messages: found.message.sort((one, other) => other.at - one.at),
    parked: found.note.filter((note) => note.parked), outcomes: found.outcome,
    ballot: viewed ? latest(found.ballot, viewed.id) : null,
  };
}

function sorted(records) {
  const found = {
    workshop: [], activity: [], person: [], table: [], note: [], cluster: [], ballot: [], tally: [], message: [], outcome: [],
  };
  for (const record of records.values()) if (found[record.kind]) found[record.kind].push(record);
  return found;
}

/** The open ballot of an activity, or else its last one. */
export function latest(ballots, activity) {
  const own = ballots.filter((ballot) => ballot.activity === activity);
  return own.find((ballot) => ballot.state === "open") || own.at(-1) || null;
}

/** The notes and clusters of one activity, laid into its zones: {zones: [{id, title, clusters, loose, count}], aside}. */
export function lay(model, activity, table = null) {
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

/** Whether the room sees the contents of an activity. */
export const shown = (activity) => Boolean(activity && activity.revealed);

/** Whether those who lead see the contents of an activity. */
export const visible = (activity) => Boolean(activity) && (activity.revealed || activity.state === "facilitators");

/** What a note or a cluster says, in a few words. */
export function saying(record, most = 80) {
  const text = (record?.kind === "cluster" ? record.title : record?.text) || record?.media?.[0]?.alt || "";
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}
