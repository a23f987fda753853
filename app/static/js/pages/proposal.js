/** A proposal: moving between its states without losing one's place, writing sentences, picking their evidence. */

import { all, byId, fill, one } from "../ui/dom.js";
import { announce } from "../ui/announce.js";
import { ask } from "../ui/dialog.js";
import { say } from "../ui/words.js";
import { toast } from "../ui/toast.js";

const MAIN = "#main";
let dirty = false;

/* Going from one state of the page to another: the server writes the page, only its main part is changed here. */

async function go(address, options = {}, focus = "") {
  const answer = await fetch(address, { ...options, headers: { accept: "text/html" } }).catch(() => null);
  if (!answer) return toast(say("offline"), { tone: "stop" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = one(MAIN, page);
  if (!one("#proposal", page)) { location.assign(options.method ? location.href : answer.url); return null; }
  one(MAIN).replaceChildren(...document.adoptNode(main).childNodes);
  document.title = page.title;
  dirty = options.method === "POST" && !answer.ok;
  if (answer.ok) history.replaceState(null, "", new URL(answer.url).pathname + new URL(answer.url).search + new URL(address, location).hash);
  arrive(focus || new URL(address, location).hash.slice(1));
  return answer;
}

function arrive(target) {
  ready();
  const alert = one('[role="alert"]', one(MAIN));
  const place = alert || (target && byId(target));
  if (!place) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const writing = !alert && place.matches(".psec[data-writing]") ? one("textarea", place) : null;
  const held = writing || (place.matches(".psec") ? one("h2", place) : place);
  if (!held.matches("a, textarea, [tabindex]")) held.tabIndex = -1;
  held.focus({ preventScroll: true });
  if (writing) writing.setSelectionRange(writing.value.length, writing.value.length);
  if (out(place)) place.scrollIntoView({ block: place.matches(".psec") ? "start" : "center", behavior: calm ? "auto" : "smooth" });
}

function out(place) {
  const { top, bottom } = place.getBoundingClientRect();
  return top < 0 || bottom > innerHeight;
}

/** The evidence hangs beside its sentence. */
function hang() {
  const pop = byId("why");
  const sentence = pop && byId(`q-${pop.dataset.for}`);
  if (!sentence) return;
  const column = pop.parentElement.getBoundingClientRect().top;
  const lines = [...sentence.getClientRects()];
  pop.style.setProperty("--at", `${lines.at(-1).top - column + 14}px`);
  pop.style.setProperty("--reach", `${reach(lines.at(-1), byId(`e-${pop.dataset.for}`), pop.getBoundingClientRect())}px`);
}

/** How long the thread to the popover is: to the end of the sentence when nothing stands between, else to the margin. */
function reach(line, mark, pop) {
  const end = mark.getBoundingClientRect();
  const next = mark.nextElementSibling?.getClientRects()[0];
  if (next && Math.abs(next.top - line.top) < line.height / 2) return 24;
  const far = end.left < pop.left ? pop.left - Math.max(end.right, line.right) : Math.min(end.left, line.left) - pop.right;
  return Math.max(24, far - 6);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (dirty && !confirm(say("unsaved"))) return;
  const open = link.matches('.ev[aria-expanded="true"]') && one(".evpop__head a");
  go(open ? open.href : link.href, {}, open ? open.dataset.focus : link.dataset.focus);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-swap]")) return;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  const back = form.dataset.focus || form.closest(".psec").id;
  await go(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }, back);
  if (button) button.disabled = false;
});

document.addEventListener("keydown", (event) => {
  const close = event.key === "Escape" && one(".evpop__head a");
  if (close && !one("dialog[open]")) close.click();
});

addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
addEventListener("resize", hang);

/* Writing */

document.addEventListener("input", (event) => { if (event.target.closest("[data-write]")) dirty = true; });
document.addEventListener("change", (event) => {
  const row = event.target.matches('[name="evidence"]') && event.target.closest(".wrow");
  if (row) count(row);
});

const DOES = {
  add: () => { const row = fill("row"); one("[data-rows]").append(row); tools(row); one("textarea", row).focus(); },
  pick: (row) => pick(row),
  up: (row, button) => move(row, row.previousElementSibling, button),
  down: (row, button) => move(row.nextElementSibling, row, button, row),
  drop: (row) => drop(row),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[type=button]");
  const name = button && Object.keys(DOES).find((each) => each in button.dataset);
  if (!name) return;
  DOES[name](button.closest(".wrow"), button);
  dirty = true;
});

function move(row, before, button) {
  if (!row || !before) return;
  before.before(row);
  button.focus();
  announce(say("moved"));
}

function drop(row) {
  const next = row.nextElementSibling || row.previousElementSibling;
  const mark = document.createComment("");
  row.replaceWith(mark);
  if (next) one("textarea", next).focus();
  toast(say("removed"), { action: { label: say("undo"), run: () => { if (mark.isConnected) mark.replaceWith(row); one("textarea", row).focus(); } } });
}

function count(row) {
  const n = all('[name="evidence"]:checked', row).length;
  one("[data-count]", row).textContent = n ? say("proofs", { n }) : say("no_proof");
}

/* Evidence */

async function pick(row) {
  const dialog = byId("picker");
  const has = new Map(all('[name="evidence"]', row).map((box) => [box.value, box]));
  for (const box of all("[data-picks] input", dialog)) box.checked = Boolean(has.get(box.value)?.checked);
  byId("pick-q").value = "";
  search("");
  if ((await ask(dialog)) !== "take") return;
  for (const box of all("[data-picks] input", dialog)) {
    const known = has.get(box.value);
    if (known) known.checked = box.checked;
    else if (box.checked) one("[data-proofs]", row).append(proof(box));
  }
  count(row);
  one("details", row).open = true;
  one("[data-pick]", row).focus();
}

function proof(box) {
  const made = fill("proof", { text: one("[data-said]", box.closest("li")).textContent });
  one("input", made).value = box.value;
  return made;
}

function search(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of all("[data-picks] > li")) {
    item.hidden = !words.every((word) => item.dataset.text.includes(word));
    shown += item.hidden ? 0 : 1;
  }
  one("[data-none]").hidden = shown > 0;
  one("[data-found]").textContent = words.length ? say("proofs", { n: shown }) : "";
}

document.addEventListener("input", (event) => { if (event.target.id === "pick-q") search(event.target.value); });
document.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.id === "pick-q") event.preventDefault(); });

/** What only works with a script is shown once there is one. */
function tools(within) {
  for (const each of all("[data-tools], [data-add]", within)) each.hidden = false;
}

function ready() {
  tools(document);
  hang();
  if (document.fonts) document.fonts.ready.then(hang);
}

ready();
