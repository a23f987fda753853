/** Every control has a key; this says which, and does it. Keys can be switched off, and never work while somebody writes. */

import { byId } from "../../ui/dom.js";

const ARROWS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);

/** Listen for keys; `desk.act(name)` does what a control does. */
export function listen(desk) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open], .pop")) return;
    if (writing(event.target)) return;
    if (desk.lifting.key(event)) { event.preventDefault(); return; }
    if (onBoard(event, desk)) { event.preventDefault(); return; }
    if (event.key === "Escape" && desk.escape()) { event.preventDefault(); return; }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") { event.preventDefault(); desk.act("undo"); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || !desk.view.keys) return;
    const act = CONTROLS[event.key === " " ? "" : event.key.toLowerCase()];
    if (act) { event.preventDefault(); desk.act(act); }
  });
}

/** Key → what it does anywhere on the page. `keys-help` in the template tells the same. */
const CONTROLS = {
  "?": "help", n: "next", t: "timer", "+": "more-time", "-": "less-time", k: "toggle-time",
  1: "see-private", 2: "see-facilitators", 3: "see-room", 4: "see-tables", b: "lock", v: "vote", l: "light", q: "gather", m: "message",
  u: "undo", i: "door", w: "wall", s: "speaker", r: "retime", a: "panel-agenda", o: "panel-board", f: "panel-people",
  c: "write", d: "outline", j: "paper", y: "rest", z: "hands", p: "bring", 0: "now",
};

/** Keys on a note or a cluster's label. */
const ON_NOTE = {
  m: "menu", e: "edit", enter: "menu", x: "toggle", g: "group", h: "aside", p: "park", l: "light", delete: "remove", backspace: "remove", f2: "edit",
};

function onBoard(event, desk) {
  const standing = desk.choosing.standing();
  if (!standing || event.altKey) return false;
  if (event.target.closest("button") && ["Enter", " "].includes(event.key)) return false;
  if (ARROWS.has(event.key) && !event.ctrlKey && !event.metaKey) { desk.choosing.walk(event.key); return true; }
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== "a") return false;
    desk.chooseAll();
    return true;
  }
  if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) { desk.onNote("menu", standing); return true; }
  if (event.key === " ") { desk.onNote(event.shiftKey ? "toggle" : "lift", standing); return true; }
  if (event.key.length === 1 && !desk.view.keys) return false;
  const act = ON_NOTE[event.key.toLowerCase()];
  if (!act) return false;
  desk.onNote(act, standing);
  return true;
}

function writing(target) {
  return target.closest?.('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"]');
}

/** The dialog that tells all keys. */
export function help() {
  byId("keys-help").showModal();
}
