/** One thing that was tried, and how it went: an icon, and a sentence that says what to do. */

import { all, one } from "./dom.js";

/** `state` is wait, good or stop. */
export function judge(element, state, sentence) {
  element.hidden = false;
  element.dataset.state = state;
  for (const icon of all("[data-when]", element)) icon.toggleAttribute("hidden", icon.dataset.when !== state);
  one('[data-fill="said"]', element).textContent = sentence;
}
