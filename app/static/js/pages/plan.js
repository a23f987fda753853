/** The plan with a script: forms change it in place, activities are dragged or moved by Alt and an arrow. */

import { notice, page, typed, watchAgenda } from "./plan/elsewhere.js";

const whole = () => document.getElementById("plan");
const [, , workshop] = location.pathname.split("/");
let moving = null;
let told = whole().cloneNode(true);

/** Send a form as the browser would, and put the agenda that answers where the old one stands. */
async function send(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.set(button.name, button.value);
  const focus = document.activeElement?.id;
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("plan");
  if (!fresh) return location.assign(answer.url);
  renew(fresh, focus);
}

/** Put another agenda in the place of this one; who was somewhere in it stays there. */
function renew(fresh, focus) {
  told = fresh.cloneNode(true);
  whole().replaceWith(document.adoptNode(fresh));
  dress();
  const next = document.getElementById(focus) ?? whole().querySelector("[id^=t-]");
  if (focus && next) (next.disabled ? document.getElementById(next.id.replace(/^./, "t")) : next)?.focus();
}

/** Somebody else has changed the agenda: show it as it is now, but wait for whoever is in the middle of something. */
async function changed() {
  const fresh = (await page(location.href).catch(() => null))?.getElementById("plan");
  if (!fresh || fresh.isEqualNode(told)) return;
  const busy = moving || typed(whole()).length || whole().querySelector(".menu[open]");
  if (busy) notice("wait", whole().firstElementChild).querySelector("button").addEventListener("click", look);
  else {
    renew(fresh, document.activeElement?.id);
    notice("changed", whole().firstElementChild);
  }
}

/** The agenda as it is now, with what was typed still in its fields. */
async function look() {
  const mine = typed(whole()).filter(({ id }) => id).map(({ id, value }) => [id, value]);
  const fresh = (await page(location.href))?.getElementById("plan");
  if (!fresh) return;
  renew(fresh, mine[0]?.[0] ?? "agenda");
  for (const [id, value] of mine) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
}

/** Move an activity by so many places. */
function move(item, by) {
  const form = item.querySelector(".steps__move");
  if (by) send(form, { name: "by", value: String(by) });
}

/** What only a script can do is offered only with one. */
function dress() {
  whole().querySelector("[data-keys]").hidden = false;
  for (const item of whole().querySelectorAll(".steps > li[id]")) item.draggable = true;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || !form.closest("#plan")) return;
  event.preventDefault();
  send(form, event.submitter).catch(() => form.submit());
});
document.addEventListener("change", (event) => {
  if (event.target.form?.id === "minutes" && event.target.validity.valid) event.target.form.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  const item = event.target.closest?.(".steps > li[id]");
  if (!item || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const by = event.key === "ArrowUp" ? -1 : 1;
  if (by < 0 ? item.previousElementSibling : item.nextElementSibling) move(item, by);
});
document.addEventListener("dragstart", (event) => {
  moving = event.target.closest?.(".steps > li[id]") ?? null;
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.(".steps > li[id]");
  if (!moving || !over) return;
  event.preventDefault();
  for (const item of whole().querySelectorAll("[data-over]")) if (item !== over) delete item.dataset.over;
  if (!over.dataset.over) over.dataset.over = "";
});
document.addEventListener("drop", (event) => {
  const over = event.target.closest?.(".steps > li[id]");
  if (!moving || !over) return;
  event.preventDefault();
  const all = [...whole().querySelectorAll(".steps > li[id]")];
  move(moving, all.indexOf(over) - all.indexOf(moving));
  moving = null;
});
dress();
watchAgenda(workshop, changed);
