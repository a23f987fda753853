/** Draws a board on the wall: its fields side by side, loops of notes, and everything made to fit. */

import { fill, keyed, mark, one, refill } from "../ui/dom.js";
import { makeNote, showNote } from "../ui/note.js";
import { tableName } from "../ui/table.js";
import { say } from "../ui/words.js";
import { condense, deal } from "./fit.js";

const FRESH = 6000;
const WAVE = 600; // ms that a reveal takes in all
const STEP = 30;

/** Draw the fields of a board; gives those that must turn pages. */
export function board(host, scene, tools) {
  mark(host, { "data-count": scene.zones.length });
  const reveal = tools.opening && scene.revealed && tools.before === "covered";
  const wave = { at: 0, step: reveal ? Math.min(STEP, WAVE / Math.max(1, scene.count)) : 0 };
  keyed(host, scene.zones, (zone) => zone.id, () => fill("zone"), (element, zone) => field(element, zone, { ...tools, scene, wave }));
  return condense(tools.body, host) ? [] : [...host.children].map(paged);
}

function field(element, zone, tools) {
  const title = tools.scene.tabled ? tableName(zone) : zone.title;
  const head = one(".zone__title", element);
  head.hidden = !title && !zone.count;
  refill(head, { title: title || null, count: zone.count ? say("notes", { n: zone.count }) : null, page: null });
  mark(element, { "data-count": zone.count });
  const items = [...zone.groups.map((group) => ({ ...group, loop: true })), ...zone.loose];
  keyed(one(".zone__flow", element), items, (item) => item.id, (item) => (item.loop ? loop(tools) : sheet(item, tools)), (made, item) => {
    made.hidden = false;
    if (item.loop) gather(made, item, tools);
    else write(made, item, tools);
  });
}

/** Bring a loop up to date: its name, and its notes within. */
function gather(made, { title, notes }, tools) {
  const across = notes.length > 4 ? 3 : notes.length > 1 ? 2 : 1;
  mark(made, { "data-across": across });
  refill(made, { title });
  one(".cluster__label small", made).textContent = notes.length || "";
  keyed(one(".pins", made), notes, (note) => note.id, (note) => sheet(note, tools), (each, note) => write(each, note, tools));
}

function loop({ fresh, opening }) {
  const made = fill("cluster");
  if (!opening) fresh(made, FRESH);
  return made;
}

function sheet(note, { wave, opening, fresh }) {
  const made = makeNote(note);
  if (wave.step) {
    mark(made, { "data-revealed": true });
    made.style.setProperty("--wait-turn", `${Math.round(wave.at * wave.step)}ms`);
    wave.at += 1;
  }
  if (!opening) fresh(made, FRESH);
  return made;
}

function write(made, note, { media }) {
  showNote(made, note, { ...signed(note, media), fresh: made.hasAttribute("data-new") });
}

/** Who a note is from, where the activity says so, and its pictures, found under `media`. */
export function signed(note, media) {
  const pictures = (note.media ?? []).map(({ id, w, h, alt }) => ({ src: media + id, alt: alt ?? "", w, h }));
  if (note.visitor) return { who: say("from_table", { table: tableName(note.visitor) }), pictures };
  return { who: note.paper ? say("paper") : note.alias, pictures };
}

/** A field that is still too full: its loops and loose notes dealt into pages, and where the page's number stands. */
function paged(element) {
  const items = [...one(".zone__flow", element).children];
  const head = mark(one(".zone__title", element), { "data-page": null }); // dealt anew, its page is still to be shown
  return { element, items, pages: deal(element, items), head };
}
