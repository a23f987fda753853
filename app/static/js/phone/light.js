/** What stands in the light, shown small above what one is doing. */

import { fill, one } from "../ui/dom.js";
import { makeNote, showNote } from "../ui/note.js";
import { pictures } from "./board.js";
import { textOf } from "./state.js";

/** Show it at its place in a scene, or nothing. */
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
