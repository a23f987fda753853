/** What the records mean for one phone: which scene it is in, and in whose words. Pure. */

const WRITABLE = new Set(["private", "facilitators", "shared"]);

/** Everything a scene needs to know, read from the records. `facts` are {workshop, you, lang, own}. */
export function read(records, facts) {
  const workshop = records.get(facts.workshop) || null;
  const me = records.get(`me:${facts.you}`) || null;
  const activity = (workshop && workshop.current && records.get(workshop.current)) || null;
  const ballot = activity ? ballotOf(records, activity.id) : null;
  const light = (workshop && workshop.spotlight && records.get(workshop.spotlight)) || null;
  const found = { workshop, me, activity, ballot, light };
  return { ...found, scene: scene(found), words: activity ? wordsOf(activity, facts.lang, facts.own) : null };
}

/** The scene's name. */
export function scene({ workshop, me, activity, ballot, light }) {
  if (!workshop) return "arriving";
  if (me && me.gone) return "gone";
  if (workshop.state === "closed") return "end";
  if (!activity) return "lobby";
  if (ballot) return ballot.state === "open" ? "vote" : "result";
  if (activity.tool === "board" && (!light || WRITABLE.has(activity.state))) return "write";
  if (light) return "spot";
  if (activity.tool === "vote") return "voteSoon";
  if (activity.tool === "draft") return "draft";
  return activity.rules && activity.rules.phones === "down" ? "talk" : "listen";
}

/** Whether notes may be added here now. */
export function writable(activity) {
  return WRITABLE.has(activity.state);
}

/** The ballot to look at in an activity: the open one, else the last that closed. */
export function ballotOf(records, activity) {
  const found = [...records.values()].filter((record) => record.kind === "ballot" && record.activity === activity);
  return found.find((ballot) => ballot.state === "open") || found[found.length - 1] || null;
}

/** An activity's title, prompt and zones in the reader's language; the workshop's own language may have been edited. */
export function wordsOf(activity, lang, own) {
  const said = lang === own ? {} : (activity.words || {})[lang] || {};
  const zones = said.zones || {};
  return {
    title: said.title || activity.title, prompt: said.prompt || activity.prompt || said.title || activity.title,
    zones: (activity.zones || []).map(({ id, title }) => ({ id, title: zones[id] || title })),
  };
}

/** The name of the sentence that says who reads a note added here, now and later. */
export function readers({ state, rules }) {
  const when = state === "private" || state === "facilitators" ? state : "shared";
  return `${when}${rules.anonymous ? "Anon" : "Named"}${rules.tables ? "Table" : ""}`;
}

/** The notes of an activity: one's own and everyone else's, the latest first. */
export function notesOf(records, activity) {
  const notes = [...records.values()].filter((record) => record.kind === "note" && record.activity === activity).reverse();
  const own = notes.filter((note) => records.has(`own:${note.id}`));
  return { own, others: notes.filter((note) => !records.has(`own:${note.id}`)), all: notes };
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
