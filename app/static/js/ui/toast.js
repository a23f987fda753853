/** A short word about what just happened, with at most one thing to do about it. */

import { fill } from "./dom.js";
import { announce } from "./announce.js";

const STAYS = 8000;

/** Show it; `action` {label, run} gives it a button. Returns what takes it away. */
export function toast(text, { action, tone, stays = STAYS } = {}) {
  const made = fill("toast", { text });
  if (tone) made.dataset.tone = tone;
  const away = () => made.remove();
  const close = made.querySelector('[data-fill="close"]');
  close.addEventListener("click", away);
  if (action) close.before(button(action, away));
  document.getElementById("toasts").append(made);
  announce(text);
  wait(made, away, action ? stays : stays * 0.75);
  return away;
}

function button({ label, run }, away) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn";
  made.textContent = label;
  made.addEventListener("click", () => { away(); run(); });
  return made;
}

/** It stays for as long as somebody is on it. */
function wait(made, away, stays) {
  let timer = setTimeout(away, stays);
  const hold = () => clearTimeout(timer);
  const release = () => { timer = setTimeout(away, stays / 2); };
  made.addEventListener("pointerenter", hold);
  made.addEventListener("focusin", hold);
  made.addEventListener("pointerleave", release);
  made.addEventListener("focusout", release);
}
