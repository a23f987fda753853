/** A section being written: kept in this browser at every stroke, saved by itself when its writer pauses. */

import { all, fill, one } from "../../ui/dom.js";
import { say } from "../../ui/words.js";

const PAUSE = 2500; // ms without a stroke
let timer = 0;
let under = null; // the saving that is under way

const name = (form) => `officina:${new URL(form.action).pathname}`;
const text = (row) => one("textarea", row).value;

function written(form) {
  const answer = one('[name="answer"]', form);
  if (answer) return { answer: answer.value };
  const rows = all(".wrow", form).map((row) => ({
    id: one('[name="id"]', row).value,
    text: text(row),
    evidence: all('[name="evidence"]', row).map((box) => ({ id: box.value, on: box.checked, told: box.parentElement.textContent.trim() })),
  }));
  return { seen: one('[name="seen"]', form).value, rows };
}

const content = (form) => JSON.stringify({ ...written(form), seen: "" });

/** Keep what stands in the form, and save it in a while. */
export function changed(form) {
  try { localStorage.setItem(name(form), JSON.stringify(written(form))); } catch { /* a full or closed store: the page still has it */ }
  clearTimeout(timer);
  if (form.matches("[data-write]") && !("stuck" in form.dataset)) timer = setTimeout(() => save(form), PAUSE);
}

/** What was kept is safe elsewhere, or not wanted. */
export function forget(form) {
  clearTimeout(timer);
  try { localStorage.removeItem(name(form)); } catch { /* nothing was kept */ }
}

/** Put back what was being written here and never arrived; whether there was anything. */
export function recall(form) {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(name(form))); } catch { /* nothing that can be read */ }
  if (!kept || "stuck" in form.dataset) return false;
  const before = content(form);
  if (kept.rows) refilled(form, kept);
  else if (one('[name="answer"]', form)) one('[name="answer"]', form).value ||= kept.answer || "";
  if (content(form) === before) { forget(form); return false; }
  return true;
}

function refilled(form, { seen, rows }) {
  const list = one("[data-rows]", form);
  if (!list) return;
  one('[name="seen"]', form).value = seen;
  list.replaceChildren(...rows.map((kept) => {
    const row = fill("row");
    one('[name="id"]', row).value = kept.id;
    one("textarea", row).value = kept.text;
    for (const each of kept.evidence) one("[data-proofs]", row).append(proof(each));
    return row;
  }));
}

function proof({ id, on, told }) {
  const made = fill("proof", { text: told });
  one("input", made).value = id;
  one("input", made).checked = on;
  return made;
}

/** Save now; resolves to whether everything in the form has arrived. */
export function save(form) {
  clearTimeout(timer);
  under = (under || Promise.resolve()).then(() => sent(form));
  return under;
}

/** When what is under way has been answered. */
export const settled = () => under || Promise.resolve();

async function sent(form) {
  if (!form.isConnected) return false;
  const now = content(form);
  const rows = all(".wrow", form).filter((row) => text(row).trim());
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", headers: { accept: "application/json" }, body }).catch(() => null);
  const found = answer && await answer.json().catch(() => null);
  if (!found) { state(form, say("kept_here"), "wait"); return false; }
  if (!answer.ok) {
    form.dataset.stuck = "";
    state(form, found.say || found.detail || say("kept_here"), "stop");
    return false;
  }
  one('[name="seen"]', form).value = found.seen;
  rows.forEach((row, at) => { one('[name="id"]', row).value = found.ids[at]; });
  const whole = content(form) === now || content(form) === withIds(now, form);
  if (whole) { forget(form); state(form, say("saved_at", { time: clock() }), "good"); }
  return whole;
}

/** What was sent, with the ids that it has got since. */
function withIds(before, form) {
  const was = JSON.parse(before);
  const ids = written(form).rows.map((row) => row.id);
  was.rows.forEach((row, at) => { row.id = ids[at]; });
  return JSON.stringify(was);
}

const clock = () => new Intl.DateTimeFormat(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit" }).format(new Date());

function state(form, words, tone) {
  const place = one("[data-state]", form);
  if (!place) return;
  place.dataset.tone = tone;
  if (place.textContent !== words) place.textContent = words;
}
