/** Bands above the scene: no network, a refused text, a forgotten one, a word from whoever leads. Offered, never forced. */

import { byId, fill, keyed, refill } from "../ui/dom.js";

/**
 * Show these bands in their order: {key, tone, title, words, quote, count, first: {label, run}, second: {label, run}}.
 * One whose key is there already keeps its element, and its focus.
 */
export function showBands(bands) {
  keyed(byId("bands"), bands, (band) => band.key, make, update);
}

function make() {
  const made = fill("band");
  for (const name of ["first", "second"]) {
    made.querySelector(`[data-fill="${name}"]`).addEventListener("click", () => made.band[name].run());
  }
  return made;
}

function update(element, band) {
  element.band = band;
  if (band.tone) element.dataset.tone = band.tone;
  refill(element, {
    title: band.title, words: band.words || null, quote: band.quote || null, count: band.count || null,
    first: band.first ? band.first.label : null, second: band.second ? band.second.label : null,
  });
}
