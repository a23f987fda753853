/** Changing one's own note: its words, its zone, or taking it away, with a way back. */

import { byId, fill, one, refill } from "../ui/dom.js";
import { ask } from "../ui/dialog.js";
import { toast } from "../ui/toast.js";
import { say } from "../ui/words.js";
import { languageOf } from "./script.js";

/** Open the dialog on a note, and do what was decided. */
export async function changeNote(ctx, note, zones) {
  const text = byId("own-text");
  text.value = note.text;
  showZones(zones, note.zone);
  const decided = await ask(byId("own"));
  if (decided === "remove") remove(ctx, note);
  if (decided === "save") save(ctx, note, text.value.trim(), chosen());
}

function showZones(zones, now) {
  const set = byId("own-zones");
  set.hidden = zones.length < 2;
  one(".langs", set).replaceChildren(...zones.map(({ id, title }) => {
    const made = fill("own-zone");
    Object.assign(one("input", made), { value: id, checked: id === now });
    return refill(made, { title });
  }));
}

function chosen() {
  const found = one("input:checked", byId("own-zones"));
  return found ? found.value : null;
}

async function save(ctx, note, text, zone) {
  const d = { id: note.id };
  if (text !== note.text && (text || note.media.length)) Object.assign(d, { text, lang: languageOf(text, note.lang || ctx.boot.lang) });
  if (zone && zone !== note.zone) d.zone = zone;
  if (Object.keys(d).length === 1) return;
  const answer = await ctx.session.propose("note.edit", d);
  if (answer.t === "ack") toast(say("edited"));
}

function remove(ctx, note) {
  ctx.session.propose("note.remove", { id: note.id });
  toast(say("removed"), { action: { label: say("undo"), run: () => restore(ctx, note) } });
}

function restore({ session }, note) {
  const own = { id: `own:${note.id}`, kind: "own", note: note.id };
  session.propose("note.restore", { id: note.id }, { guess: (records) => (records.has(note.id) ? {} : { put: [note, own] }) });
}
