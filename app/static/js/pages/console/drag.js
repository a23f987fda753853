/** Moving notes by hand: pressed, drawn and dropped on a zone, a loop, another note, a step of the agenda or the parking lot. */

import { one } from "../../ui/dom.js";

const FAR = 6; // px before a press becomes a drag
const EDGE = 48; // px from the board's edge where it begins to scroll
const SPEED = 12;

/** `lift(note)` says what moves (ids), or none; `drop(ids, target)` what becomes of it: {kind, id}. Touch drags by the grip. */
export function dragging(host, { lift, drop }) {
  let drag = null;

  host.addEventListener("pointerdown", (event) => {
    const note = event.target.closest(".note[data-id]");
    const grip = event.target.closest(".note__grip");
    if (!note || event.button !== 0 || (event.target.closest("button, a, textarea") && !grip)) return;
    if (event.pointerType === "touch" && !grip) return;
    drag = { note, x: event.clientX, y: event.clientY, id: event.pointerId, ids: null };
  });
  addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    if (!drag.ids && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    if (!drag.ids) begin(drag, lift);
    if (!drag.ids) { drag = null; return; }
    event.preventDefault();
    follow(drag, event, host);
  });
  addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { ids, over } = drag;
    end(drag);
    drag = null;
    if (ids && over) drop(ids, over);
  });
  const stop = () => { if (drag) end(drag); drag = null; };
  addEventListener("pointercancel", stop);
  addEventListener("keydown", (event) => { if (event.key === "Escape" && drag?.ids) { event.stopPropagation(); stop(); } }, true);
  // A drag is no click: what is under the pointer when it ends must not be chosen or opened.
  host.addEventListener("click", (event) => { if (host.dataset.dragged) { delete host.dataset.dragged; event.stopPropagation(); event.preventDefault(); } }, true);
}

function begin(drag, lift) {
  const ids = lift(drag.note.dataset.id);
  if (!ids.length) return;
  const ghost = drag.note.cloneNode(true);
  const box = drag.note.getBoundingClientRect();
  ghost.removeAttribute("data-id");
  ghost.classList.add("ghost");
  ghost.setAttribute("aria-hidden", "true");
  ghost.style.setProperty("inline-size", `${box.width}px`);
  if (ids.length > 1) ghost.dataset.more = ids.length;
  document.body.append(ghost);
  document.body.dataset.dragging = "";
  getSelection()?.removeAllRanges();
  Object.assign(drag, { ids, ghost, wide: box.width, dx: drag.x - box.x, dy: drag.y - box.y });
}

function follow(drag, event, host) {
  const aside = document.documentElement.dir === "rtl" ? innerWidth - drag.wide : 0;
  drag.ghost.style.setProperty("transform", `translate(${event.clientX - drag.dx - aside}px, ${event.clientY - drag.dy}px)`);
  const found = target(event.clientX, event.clientY, drag);
  if (found?.element !== drag.over?.element) {
    drag.over?.element.removeAttribute("data-over");
    found?.element.setAttribute("data-over", "");
    drag.over = found;
  }
  scroll(host, event.clientY);
}

/** What lies under the pointer and takes notes, innermost first. */
function target(x, y, drag) {
  const element = document.elementFromPoint(x, y)?.closest("[data-drop], .note[data-id]");
  if (!element) return null;
  const note = element.matches(".note[data-id]") && !element.closest(".cluster") ? element : null;
  if (note && !drag.ids.includes(note.dataset.id)) return { kind: "note", id: note.dataset.id, element: note };
  const place = element.closest("[data-drop]");
  if (!place) return null;
  return { kind: place.dataset.drop, id: place.dataset.id ?? place.dataset.zone ?? "", element: place };
}

function scroll(host, y) {
  const box = host.getBoundingClientRect();
  if (y < box.top + EDGE) host.scrollTop -= SPEED;
  else if (y > box.bottom - EDGE) host.scrollTop += SPEED;
}

function end(drag) {
  drag.ghost?.remove();
  drag.over?.element.removeAttribute("data-over");
  delete document.body.dataset.dragging;
  if (drag.ids) {
    const host = drag.note.closest(".board") || one(".board");
    host.dataset.dragged = "1";
    setTimeout(() => delete host.dataset.dragged, 50);
  }
}
