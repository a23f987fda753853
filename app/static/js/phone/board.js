/** Notes in the drawer of a zone: one's own with a way to change them, then everyone else's, clusters first. */

import { fill, keyed, one, refill } from "../ui/dom.js";
import { makeNote, showNote } from "../ui/note.js";
import { say } from "../ui/words.js";
import { textOf } from "./state.js";

/** Show these notes in a list; `mine` notes say where they went and can be changed by `edit(note)`. */
export function showNotes(list, notes, ctx, { mine = false, edit } = {}) {
  return keyed(list, notes, (note) => note.id, (note) => made(note, edit), (element, note) => update(element, note, ctx, mine));
}

function made(note, edit) {
  const element = makeNote(note);
  const button = one(".note__act", element);
  if (edit) button.addEventListener("click", () => edit(element.note));
  else button.remove();
  return element;
}

function update(element, note, ctx, mine) {
  element.note = note;
  const waiting = ctx.slow && ctx.session.guessed(note.id);
  const who = mine ? where(note, ctx, waiting) : by(note);
  showNote(element, note, {
    who, pictures: pictures(note, ctx), own: mine, waiting, fresh: ctx.fresh.has(note.id), lang: ctx.boot.lang,
    spot: Boolean(ctx.found.light && ctx.found.light.id === note.id),
  });
  const button = one(".note__act", element);
  if (button) {
    refill(button, {});
    button.setAttribute("aria-label", say("editLabel", { text: (note.text || say("photoAlt")).slice(0, 60) }));
    button.hidden = !ctx.canEdit;
  }
}

function where(note, { found }, waiting) {
  if (waiting) return say("waiting");
  if (note.parked) return say("parked");
  return say(`where${found.activity ? found.activity.state : "closed"}`);
}

function by(note) {
  if (!note.alias) return "";
  return note.paper ? say("onPaper", { alias: note.alias }) : note.alias;
}

/** Where a note's photos are: on the server, or still on this device. */
export function pictures(note, { session, boot, blobs }) {
  return (note.media || []).map(({ id, w, h, alt }) => {
    const src = session.guessed(note.id) ? blobs.url(id) : null;
    return { src: src || `${boot.media}${id}?person=${boot.you}`, alt: alt || note.text || say("photoAlt"), w, h };
  });
}

/** The clusters that have notes among these, each with its notes, and the notes that are in none. */
export function gathered(notes, clusters) {
  const groups = clusters.map((cluster) => ({ cluster, notes: notes.filter((note) => (note.clusters || []).includes(cluster.id)) }));
  const inside = new Set(groups.flatMap((group) => group.notes.map((note) => note.id)));
  return { groups: groups.filter((group) => group.notes.length), loose: notes.filter((note) => !inside.has(note.id)) };
}

/** Show clusters as loops around their notes. */
export function showClusters(list, groups, ctx) {
  keyed(list, groups, ({ cluster }) => cluster.id, () => fill("cluster"), (element, { cluster, notes }) => {
    refill(element, { title: cluster.title || say("untitled"), count: String(notes.length) });
    showNotes(one('[data-fill="notes"]', element), notes, ctx);
  });
}

/** What stands in the light, shown small above what one is doing; or nothing. */
export function showLight(element, ctx) {
  const place = one('[data-fill="light"]', element);
  const { light } = ctx.found;
  const shown = light ? JSON.stringify(light) : "";
  if (place.dataset.light === shown) return;
  place.dataset.light = shown;
  place.replaceChildren(...(light ? [card(light, ctx)] : []));
}

function card(light, ctx) {
  const made = fill("light");
  one('[data-fill="note"]', made).append(lit(light, ctx));
  return made;
}

/** The note or cluster in the light, as a note. */
export function lit(light, ctx) {
  const element = makeNote(light);
  one(".note__act", element).remove();
  const note = { media: [], ...light, text: textOf(light) };
  return showNote(element, note, { spot: true, who: light.alias || "", pictures: pictures(note, ctx), lang: ctx.boot.lang });
}

/** Photos that wait on this device, as addresses an image can show. */
export class Blobs {
  constructor(session) {
    this.session = session;
    this.urls = new Map();
  }

  url(id) {
    if (this.urls.has(id)) return this.urls.get(id);
    const media = this.session.waiting.flatMap((command) => command.media || []).find((picture) => picture.id === id);
    if (!media) return null;
    this.urls.set(id, URL.createObjectURL(media.blob));
    return this.urls.get(id);
  }
}
