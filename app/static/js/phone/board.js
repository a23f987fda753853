/** Notes in the drawer of a zone: one's own with a way to change them, then everyone else's, clusters first. */

import { fill, keyed, mark, one, refill } from "../ui/dom.js";
import { makeNote, showNote } from "../ui/note.js";
import { tableName } from "../ui/table.js";
import { toast } from "../ui/toast.js";
import { say } from "../ui/words.js";
import { newId } from "../live/ids.js";
import { announce } from "../ui/announce.js";
import { textOf } from "./state.js";

/** Show these notes in a list; `mine` notes say where they went and can be changed by `edit(note)`. */
export function showNotes(list, notes, ctx, { mine = false, edit } = {}) {
  return keyed(list, notes, (note) => note.id, (note) => made(note, edit, ctx), (element, note) => update(element, note, ctx, mine));
}

function made(note, edit, ctx) {
  const element = makeNote(note);
  const button = one(".note__act", element);
  if (edit) button.addEventListener("click", () => edit(element.note));
  else button.remove();
  passButton(one(".note__pass", element), ctx, () => element.note);
  return element;
}

function update(element, note, ctx, mine) {
  element.note = note;
  const waiting = ctx.slow && ctx.session.guessed(note.id);
  const who = mine ? where(note, ctx, waiting) : by(note, ctx);
  showNote(element, note, {
    who, pictures: pictures(note, ctx), own: mine, waiting, fresh: ctx.fresh.has(note.id), lang: ctx.boot.lang,
    spot: Boolean(ctx.found.light && ctx.found.light.id === note.id),
  });
  showPass(one(".note__pass", element), note, ctx, mine);
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
  const abroad = note.guest && found.seat.tables.find(({ id }) => id === note.table);
  if (abroad) return say("atTable", { table: tableName(abroad) });
  if (found.activity && found.activity.by_table) return say("wheretable");
  return say(`where${found.activity ? found.activity.state : "closed"}`);
}

function by(note, { found }) {
  const guest = note.guest && found.seat.tables.find(({ id }) => id === note.guest);
  if (guest) return say("fromTable", { table: tableName(guest) });
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
export function showClusters(list, groups, ctx, { open = null } = {}) {
  keyed(list, groups, ({ cluster }) => cluster.id, () => {
    const made = fill("cluster");
    passButton(one(".cluster__pass", made), ctx, () => made.cluster);
    return made;
  }, (element, { cluster, notes }) => {
    element.cluster = cluster;
    showPass(one(".cluster__pass", element), cluster, ctx, false);
    refill(element, { title: cluster.title || say("untitled"), count: String(notes.length), change: open ? say("gatherChange") : null });
    one('[data-fill="change"]', element).onclick = open && (() => open(cluster));
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
  one(".note__pass", element).remove();
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

/** Whether this note or group may be passed on by `me`, from this activity as it stands. */
export function mayPass(record, activity, me, own) {
  const { rules } = activity;
  if (!activity.revealed && !activity.by_table) return false;
  if (record.from || activity.state === "private") return false;
  return Boolean((rules.carry && own) || (rules.carry_table && me && me.table && record.table === me.table));
}

/** How many cards the table has left to pass on; null without such a rule. */
export function passesLeft(records, activity, me) {
  if (!activity.rules.carry_table || !me || !me.table) return null;
  const passed = [...records.values()].filter((each) => each.activity === activity.id && each.passed && each.table === me.table);
  return Math.max(0, activity.rules.carry_table - passed.length);
}

/** Make a button pass `what()` on, or call it back. */
export function passButton(button, ctx, what) {
  button.addEventListener("click", async () => {
    const record = what();
    const back = Boolean(record.passed);
    const answer = await (back
      ? ctx.session.propose("note.call_back", { id: record.id })
      : ctx.session.propose("note.carry", { id: record.id, as: newId() }));
    if (answer.t === "reject" && answer.say) toast(answer.say, { tone: "stop" });
    else announce(say(back ? "calledBack" : "passedOn"));
  });
}

/** Show what it would do now. */
export function showPass(button, record, ctx, own) {
  const { activity, me } = ctx.found;
  button.hidden = !activity || record.activity !== activity.id || !mayPass(record, activity, me, own);
  const said = say(record.passed ? "callBack" : "passOn");
  button.textContent = said;
  mark(button, { "data-passed": record.passed, "aria-label": `${said}: ${(record.text || record.title || say("photoAlt")).slice(0, 60)}` });
}
