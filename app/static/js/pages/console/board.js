/** The board: zones, loops of thread and notes, kept in step with the records; only what changed is touched. */

import { fill, keyed, mark, one } from "../../ui/dom.js";
import { direction, makeNote, showNote } from "../../ui/note.js";
import { tableName } from "../../ui/table.js";
import { say } from "../../ui/words.js";
import { icon } from "./icons.js";
import { beginnings, lay } from "./model.js";

const FRESH = 6000;

/** Draw an activity's board into `host`; `desk` brings session, boot, chosen notes and the table looked at. */
export function drawBoard(host, model, activity, desk) {
  const opening = host.dataset.key !== `board:${activity.id}`;
  if (opening) {
    host.replaceChildren(fill("scene-board"));
    host.dataset.key = `board:${activity.id}`;
  }
  const scene = host.firstElementChild;
  const zones = lay(model, activity, desk.table);
  const tools = { desk, opening, spot: model.workshop.spotlight, activity, zones };
  scene.dataset.count = zones.length;
  one('[data-fill="prompt"]', scene).textContent = activity.prompt;
  one('[data-fill="none"]', scene).hidden = zones.some((zone) => zone.count || zone.groups.length);
  bring(one('[data-do="bring"]', scene), model, activity);
  tables(one('[data-fill="tables"]', scene), model, activity, desk);
  keyed(one('[data-fill="zones"]', scene), zones, ({ id }) => id, () => fill("zone"), (element, zone) => field(element, zone, tools));
}

/** A board that gathers what is already there offers to begin with it. */
export function bring(button, model, activity) {
  const found = model.current?.id === activity.id && activity.state !== "closed" ? beginnings(model, activity) : null;
  button.hidden = !found;
  if (found) one('[data-fill="bring"]', button).textContent = say("bring", { n: found.notes.length, title: found.from.title });
}

function field(element, zone, tools) {
  mark(element, { "data-zone": zone.table ? null : zone.id, "data-drop": zone.table ? null : "zone" });
  const title = one('[data-fill="title"]', element);
  title.textContent = zone.table ? tableTitle(zone.table) : zone.title || tools.activity.title;
  one('[data-fill="count"]', element).textContent = say("notes", { n: zone.count });
  one('[data-fill="empty"]', element).hidden = Boolean(zone.count || zone.groups.length);
  keyed(one('[data-fill="groups"]', element), zone.groups, ({ cluster }) => cluster.id, () => loop(tools), (made, group) => gather(made, group, zone, tools));
  sheets(one('[data-fill="loose"]', element), zone.loose, zone, tools);
}

function loop({ desk, opening }) {
  const made = fill("cluster");
  if (!opening) fresh(made);
  desk.furnishCluster(made);
  return made;
}

function gather(made, { cluster, notes }, zone, tools) {
  const title = one('[data-fill="title"]', made);
  if (title.textContent !== (cluster.title || say("unnamed"))) title.textContent = cluster.title || say("unnamed");
  one('[data-fill="count"]', made).textContent = notes.length;
  one('[data-fill="said"]', made).textContent = say("notes", { n: notes.length });
  mark(made, { "data-id": cluster.id, "data-drop": "cluster", "data-unnamed": !cluster.title, "data-spot": tools.spot === cluster.id });
  sheets(one('[data-fill="notes"]', made), notes, zone, tools);
}

function sheets(place, notes, zone, tools) {
  keyed(place, notes, ({ id }) => id, (note) => sheet(note, tools), (element, note) => show(element, note, zone, tools));
}

function sheet(note, { desk, opening }) {
  const element = makeNote(note);
  if (!opening) fresh(element);
  desk.furnishNote(element);
  return element;
}

/** A note's element is touched only when its record or one of its states is another than what it shows. */
function show(element, note, zone, { desk, spot, zones, activity }) {
  const waiting = desk.session.guessed(note.id);
  const chosen = desk.chosen.has(note.id);
  const fields = zone.table ? activity.zones : zones;
  const elsewhere = note.zone !== zone.id && fields.length > 1 ? fields.find(({ id }) => id === note.zone)?.title || "" : "";
  const flags = `${waiting}|${chosen}|${spot === note.id}|${elsewhere}`;
  if (element.record === note && element.flags === flags) return;
  Object.assign(element, { record: note, flags });
  showNote(element, note, {
    who: who(note, desk.model.tables), at: elsewhere, waiting, spot: spot === note.id, aside: note.aside, lang: desk.boot.lang, pictures: pictures(note, desk.boot.media),
  });
  how(element, note);
  mark(element, { "data-chosen": chosen });
  one('[data-fill="state"]', element).textContent = [chosen && say("is_chosen"), spot === note.id && say("in_light"), note.aside && say("set_aside"), waiting && say("is_waiting")]
    .filter(Boolean).join(", ");
}

/** Whose note it is, as far as the activity's promise lets us say. */
export function who(note, tables = []) {
  const guest = note.guest && tables.find(({ id }) => id === note.guest);
  if (guest) return say("from_table", { table: tableName(guest) });
  if (note.paper) return say("on_paper", { name: note.alias });
  return note.alias || "";
}

/** How it came: on paper, carried from before, in more clusters than one. */
function how(element, note) {
  const place = one('[data-fill="how"]', element);
  const names = [note.paper && "file-text", note.from && "corner-up-right", note.clusters.length > 1 && "layers"].filter(Boolean);
  place.hidden = !names.length;
  place.replaceChildren(...names.map(icon));
  place.title = note.from ? say("is_carried") : "";
}

export function pictures(note, base) {
  return note.media.map(({ id, w, h, alt }) => ({ src: `${base}${id}`, alt: alt || say("picture"), w, h }));
}

/** Which table's board is looked at, where each table has its own. */
export function tables(place, model, activity, desk) {
  place.hidden = !activity.rules.tables || !model.tables.length;
  if (place.hidden) return;
  const choices = [{ id: null, title: say("side_by_side") }, ...model.tables];
  keyed(place, choices, ({ id }) => id || "all", (choice) => {
    const made = fill("table-choice");
    made.addEventListener("click", () => desk.lookAtTable(choice.id));
    return made;
  }, (made, choice) => {
    made.textContent = choice.id ? tableName(choice) : choice.title;
    made.dir = direction();
    made.setAttribute("aria-pressed", String((desk.table || null) === choice.id));
  });
}

const tableTitle = (table) => (table.id ? tableName(table) : say("no_table"));

/** Mark what has just landed, for as long as it is news. */
function fresh(element) {
  element.dataset.new = "";
  setTimeout(() => delete element.dataset.new, FRESH);
}
