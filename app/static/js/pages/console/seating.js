/** Taking a person by the hand to a table: pressed on the name, drawn, dropped. By touch and by key there is the menu. */

const FAR = 6; // px before a press becomes a drag

/** `drop(person, table)` gets the ids; rows are `.person[data-id]`, tables `[data-table]`, all within `host`. */
export function seating(host, drop) {
  let drag = null;

  host.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".person[data-id]");
    if (row && event.button === 0 && event.pointerType !== "touch") drag = { row, x: event.clientX, y: event.clientY, id: event.pointerId };
  });
  addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    if (!drag.ghost && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    if (!drag.ghost) drag.ghost = lifted(drag.row);
    event.preventDefault();
    follow(drag, event);
  });
  addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { ghost, over, row } = drag;
    stop();
    if (ghost) host.dataset.dragged = "1";
    if (ghost) setTimeout(() => delete host.dataset.dragged, 50);
    if (over) drop(row.dataset.id, over.dataset.table);
  });
  const stop = () => {
    drag?.ghost?.remove();
    drag?.over?.removeAttribute("data-over");
    delete document.body.dataset.dragging;
    drag = null;
  };
  addEventListener("pointercancel", stop);
  addEventListener("keydown", (event) => { if (event.key === "Escape" && drag?.ghost) { event.stopPropagation(); stop(); } }, true);
  // A drag is no click: the menu must not open where it ends.
  host.addEventListener("click", (event) => { if (host.dataset.dragged) { event.stopPropagation(); event.preventDefault(); } }, true);
}

function lifted(row) {
  const ghost = row.cloneNode(true);
  ghost.removeAttribute("data-id");
  ghost.classList.add("ghost");
  ghost.setAttribute("aria-hidden", "true");
  ghost.style.setProperty("inline-size", `${row.getBoundingClientRect().width}px`);
  document.body.append(ghost);
  document.body.dataset.dragging = "";
  getSelection()?.removeAllRanges();
  return ghost;
}

function follow(drag, event) {
  const aside = document.documentElement.dir === "rtl" ? innerWidth - drag.row.getBoundingClientRect().width : 0;
  drag.ghost.style.setProperty("transform", `translate(${event.clientX - 24 - aside}px, ${event.clientY - 16}px)`);
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-table]") || null;
  if (over === drag.over) return;
  drag.over?.removeAttribute("data-over");
  over?.setAttribute("data-over", "");
  drag.over = over;
}
