/** What the server will most likely make of a command, so that one's own screen need not wait for it. */

const NOTHING = {};
const change = (records, id, fields) => {
  const found = records.get(id);
  return found ? { put: [{ ...found, ...fields }] } : NOTHING;
};
const given = (d, ...names) => Object.fromEntries(names.filter((name) => d[name] !== undefined).map((name) => [name, d[name]]));
const members = (records, cluster) =>
  [...records.values()].filter((note) => note.kind === "note" && (note.clusters || []).includes(cluster));
const joined = (note, cluster) => ({ ...note, clusters: [...new Set([...(note.clusters || []), cluster])] });
const parted = (note, cluster) => ({ ...note, clusters: (note.clusters || []).filter((id) => id !== cluster) });
const notes = (records, ids) => (ids || []).map((id) => records.get(id)).filter((note) => note && note.kind === "note");

function person(records, id, fields) {
  const put = [`me:${id}`, id].map((key) => records.get(key)).filter(Boolean).map((found) => ({ ...found, ...fields }));
  return { put };
}

function noteAdd(records, d, me, extra) {
  if (records.has(d.id)) return NOTHING;
  const activity = records.get(d.activity);
  const zones = (activity && activity.zones) || [];
  const self = records.get(`me:${me}`);
  const note = {
    id: d.id, kind: "note", activity: d.activity, zone: d.zone || (zones[0] ? zones[0].id : ""), table: d.table || (self && self.table) || null,
    x: d.x === undefined ? 500 : d.x, y: d.y === undefined ? 500 : d.y, text: d.text || "", lang: d.lang || "",
    translations: {}, clusters: [], parked: false, media: (d.media || []).map((id) => ({ id, w: 0, h: 0, alt: d.alt || "", ...(extra[id] || {}) })),
  };
  return { put: [note, { id: `own:${d.id}`, kind: "own", note: d.id }] };
}

/** A stance of 0 is a choice; no dots are none, and null is what was taken back. */
function vote(records, { ballot, target, value }) {
  const id = `vote:${ballot}:${target}`;
  const held = records.get(ballot);
  const chosen = held && held.method === "stance" ? value !== null : value;
  return chosen ? { put: [{ id, kind: "vote", ballot, target, value }] } : { drop: [id] };
}

/** A count of hands is set, for a target or for all; what follows from it is said by the server. */
function hands(records, { id, target, value, count }) {
  const held = records.get(`hands:${id}`);
  if (!held) return NOTHING;
  if (target === undefined) return { put: [{ ...held, people: count }] };
  const others = held.counts.filter((each) => each.target !== target || each.value !== value);
  return { put: [{ ...held, counts: count ? [...others, { target, count, ...given({ value }, "value") }] : others }] };
}

/** By command: what {put, drop} it will probably make of the records; `me` is the person it counts for. */
export const GUESSES = {
  "note.add": noteAdd,
  "note.edit": (records, d) => change(records, d.id, given(d, "text", "lang", "zone")),
  "note.move": (records, d) => change(records, d.id, given(d, "zone", "x", "y")),
  "note.remove": (records, d) => ({ drop: [d.id, `own:${d.id}`] }),
  "note.park": (records, d) => change(records, d.id, { parked: d.to !== false }),
  "note.hide": (records, d) => change(records, d.id, { aside: d.to !== false }),
  "cluster.create": (records, d) => (records.has(d.id) ? NOTHING : {
    put: [{ id: d.id, kind: "cluster", activity: d.activity, table: null, title: d.title || "" },
      ...notes(records, d.notes).map((note) => joined(note, d.id))],
  }),
  "cluster.rename": (records, d) => change(records, d.id, { title: d.title }),
  "cluster.assign": (records, d) => ({ put: notes(records, d.notes).map((note) => joined(note, d.id)) }),
  "cluster.unassign": (records, d) => ({ put: notes(records, d.notes).map((note) => parted(note, d.id)) }),
  "cluster.dissolve": (records, d) => ({ put: members(records, d.id).map((note) => parted(note, d.id)), drop: [d.id] }),
  "vote.cast": vote,
  "vote.take_back": (records, d) => vote(records, { ...d, value: null }),
  "ballot.hands": hands,
  "person.ready": (records, d) => person(records, d.id, { ready: d.to !== false }),
  "person.help": (records, d) => person(records, d.id, { help: d.to !== false }),
  "person.table": (records, d) => person(records, d.id, { table: d.table }),
  "person.language": (records, d) => person(records, d.id, { language: d.language }),
  "person.rename": (records, d) => person(records, d.id, { alias: d.alias }),
};

/** The guess for a command as `Store.lay` wants it, or null when nobody can tell. */
export function guessFor(command, me) {
  const guess = GUESSES[command.k];
  const sizes = Object.fromEntries((command.media || []).map(({ id, w, h }) => [id, { w: w || 0, h: h || 0 }]));
  return guess ? (records) => guess(records, command.d, command.for || me, sizes) : null;
}
