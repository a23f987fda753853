/** A note on the screen: the page's `#note` template filled from a record. */

import { fill, mark, refill } from "./dom.js";
import { paper } from "./paper.js";

const RIGHT_TO_LEFT = new Set(["ar", "ur", "fa", "he", "qps"]);

/** `rtl` or `ltr`, by the language; `auto` when it is not known. */
export function direction(lang) {
  if (!lang) return "auto";
  return RIGHT_TO_LEFT.has(lang.split("-")[0]) ? "rtl" : "ltr";
}

/** A new element for a note. */
export function makeNote(note, template = "note") {
  const made = fill(template);
  mark(made, { "data-id": note.id, "data-paper": paper(note.id) });
  return made;
}

/**
 * Bring a note's element up to date. `who` and `at` are the foot's words, `pictures` [{src, alt, w, h}];
 * `own`, `waiting`, `fresh`, `spot`, `aside` are its states; `lang` is the reader's language, for translations.
 */
export function showNote(element, note, { who = "", at = "", pictures = [], own, waiting, fresh, spot, aside, lang } = {}) {
  const translated = lang && lang !== note.lang ? (note.translations || {})[lang] : undefined;
  refill(element, { text: translated || note.text || null, orig: translated ? note.text : null, who: who || null, at: at || null });
  const text = element.querySelector('[data-fill="text"]');
  const orig = element.querySelector('[data-fill="orig"]');
  speak(text, translated ? lang : note.lang);
  if (orig) speak(orig, note.lang);
  media(element.querySelector('[data-fill="media"]'), pictures);
  return mark(element, { "data-own": own, "data-waiting": waiting, "data-new": fresh, "data-spot": spot, "data-aside": aside });
}

function speak(element, lang) {
  mark(element, { lang: lang || null, dir: direction(lang) });
}

function media(place, pictures) {
  if (!place) return;
  const wanted = JSON.stringify(pictures);
  if (place.dataset.shows === wanted) return;
  place.dataset.shows = wanted;
  place.hidden = !pictures.length;
  place.replaceChildren(...pictures.map(image));
}

function image({ src, alt, w, h }) {
  const made = new Image();
  if (w && h) Object.assign(made, { width: w, height: h });
  made.loading = "lazy";
  made.alt = alt;
  made.src = src;
  return made;
}
