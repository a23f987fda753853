/** The plan with a script: forms change it in place, activities are dragged or moved by Alt and an arrow. */

const whole = () => document.getElementById("plan");
let moving = null;

/** Send a form as the browser would, and put the agenda that answers where the old one stands. */
async function send(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.set(button.name, button.value);
  const focus = document.activeElement?.id;
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("plan");
  if (!fresh) return location.assign(answer.url);
  whole().replaceWith(document.adoptNode(fresh));
  dress();
  const next = document.getElementById(focus) ?? whole().querySelector("[id^=t-]");
  if (focus && next) (next.disabled ? document.getElementById(next.id.replace(/^./, "t")) : next)?.focus();
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
