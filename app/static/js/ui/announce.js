/** One polite announcement at a time for those who listen to the page. */

const PAUSE = 1200; // ms between two, so that the first is not cut off
let region = null;
const queue = [];
let busy = false;

/** Say it after what is being said; the same again while it waits is said once. */
export function announce(text) {
  if (!text || queue.includes(text)) return;
  queue.push(text);
  if (!busy) next();
}

function next() {
  const text = queue.shift();
  busy = text !== undefined;
  if (!busy) return;
  const place = voice();
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 60);
  setTimeout(next, PAUSE);
}

function voice() {
  if (region) return region;
  region = document.createElement("p");
  region.className = "vh";
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  document.body.append(region);
  return region;
}
