/** The one menu of the console: opened at a note, a cluster, a person or a step, by hand, by key or by touch. */

import { all, fill, one } from "../../ui/dom.js";
import { icon } from "./icons.js";

const EDGE = 8;
let open = null;

/**
 * Show `items` beside `anchor`: {label, icon, key, run, items, tone, on, off}. `items` (a list or a function) opens in place of
 * the menu; `on` marks a chosen one; `off` cannot be chosen. Focus goes to the first and, afterwards, back.
 */
export function pop(anchor, items, { title = "", point = null } = {}) {
  shut();
  const menu = fill("pop", { title: title || null });
  document.body.append(menu);
  open = { menu, anchor, back: document.activeElement, trail: [] };
  show(items, title);
  place(menu, anchor, point);
  menu.addEventListener("keydown", keys);
  setTimeout(() => document.addEventListener("pointerdown", outside), 0);
}

/** Close the menu, if one is open; focus goes back where it was. */
export function shut({ focus = true } = {}) {
  if (!open) return;
  const { menu, back, anchor } = open;
  document.removeEventListener("pointerdown", outside);
  open = null;
  const inside = menu.contains(document.activeElement);
  menu.remove();
  if (focus && inside) (back?.isConnected ? back : anchor)?.focus?.({ preventScroll: true });
}

function show(items, title) {
  const { menu, trail } = open;
  one('[data-fill="title"]', menu).textContent = title;
  one('[data-fill="title"]', menu).hidden = !title;
  const rows = items.filter(Boolean).map(row);
  if (trail.length) rows.unshift(back());
  one('[data-fill="items"]', menu).replaceChildren(...rows);
  (rows[trail.length ? 1 : 0] || rows[0])?.focus({ preventScroll: true });
  open.now = { items, title };
}

function row(item) {
  const made = fill("pop-item", { label: item.label, key: item.key || null, icon: item.icon ? icon(item.icon) : null });
  if (item.tone) made.dataset.tone = item.tone;
  made.setAttribute("role", item.on === undefined ? "menuitem" : "menuitemradio");
  if (item.on !== undefined) made.setAttribute("aria-checked", String(item.on));
  if (item.items) made.setAttribute("aria-haspopup", "menu");
  made.disabled = Boolean(item.off);
  made.addEventListener("click", () => choose(item));
  return made;
}

function choose(item) {
  if (item.items) {
    open.trail.push(open.now);
    show(typeof item.items === "function" ? item.items() : item.items, item.label);
    return;
  }
  shut();
  item.run();
}

function back() {
  const made = fill("pop-back");
  made.addEventListener("click", () => { const before = open.trail.pop(); show(before.items, before.title); });
  return made;
}

function keys(event) {
  const rows = all("button:not([disabled])", open.menu);
  const at = rows.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  event.stopPropagation();
  if (next !== undefined) {
    event.preventDefault();
    rows[(next + rows.length) % rows.length].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    shut();
  } else if (event.key.length === 1) letter(rows, at, event);
}

/** A letter goes to the next entry that begins with it. */
function letter(rows, at, event) {
  const wanted = [...rows.slice(at + 1), ...rows].find((each) => each.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()));
  if (wanted && event.key !== " ") wanted.focus();
}

function outside(event) {
  if (open && !open.menu.contains(event.target)) shut({ focus: false });
}

/** Beside the anchor, within the window; on a narrow one it lies at the bottom, by the style sheet. */
function place(menu, anchor, point) {
  const box = menu.getBoundingClientRect();
  const at = anchor.getBoundingClientRect();
  const rtl = document.documentElement.dir === "rtl";
  const x = point ? point.x : rtl ? at.right - box.width : at.left;
  const below = point ? point.y : at.bottom + 4;
  const above = (point ? point.y : at.top) - box.height - 4;
  const y = below + box.height > innerHeight - EDGE && above > EDGE ? above : below;
  const start = rtl ? innerWidth - x - box.width : x;
  menu.style.setProperty("--x", `${Math.round(clamp(start, innerWidth - box.width))}px`);
  menu.style.setProperty("--y", `${Math.round(clamp(y, innerHeight - box.height))}px`);
}

const clamp = (value, most) => Math.max(EDGE, Math.min(value, most - EDGE));
