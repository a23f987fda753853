/** A proposal: moving between its states without losing one's place, writing sentences, picking their evidence. */

import { all, byId, fill, one } from "../ui/dom.js";
import { announce } from "../ui/announce.js";
import { say } from "../ui/words.js";
import { toast } from "../ui/toast.js";
import { pick } from "./proposal/picker.js";
import { changed, forget, recall, save, settled } from "./proposal/keeping.js";

const MAIN = "#main";
let dirty = false;

/* Going from one state of the page to another: the server writes the page, only its main part is changed here. */

async function go(address, options = {}, focus = "") {
  const answer = await fetch(address, { ...options, headers: { accept: "text/html" } }).catch(() => null);
  if (!answer) return toast(say("offline"), { tone: "stop" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = one(MAIN, page);
  if (one("[data-kept], [name=kept]", page)) { dirty = false; return shown(page, main); }
  if (!one("#proposal", page)) { location.assign(options.method ? location.href : answer.url); return null; }
  one(MAIN).replaceChildren(...document.adoptNode(main).childNodes);
  document.title = page.title;
  dirty = options.method === "POST" && !answer.ok;
  if (answer.ok) history.replaceState(null, "", new URL(answer.url).pathname + new URL(answer.url).search + new URL(address, location).hash);
  arrive(focus || new URL(address, location).hash.slice(1));
  return answer;
}

/** What was typed could not be taken (signed out meanwhile, nothing can be saved): the page that hands it back. */
function shown(page, main) {
  one(MAIN).replaceChildren(...document.adoptNode(main).childNodes);
  document.title = page.title;
  one(MAIN).focus();
  return null;
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

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (dirty && !(await arrived()) && !confirm(say("unsaved"))) return;
  const open = link.matches('.ev[aria-expanded="true"]') && one(".evpop__head a");
  go(open ? open.href : link.href, {}, open ? open.dataset.focus : link.dataset.focus);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-swap]")) return;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  await settled();
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  const answer = await go(form.action, { method: "POST", body }, form.dataset.focus || form.closest(".psec").id);
  if (answer?.ok) forget(form);
  if (button) button.disabled = false;
});

/** Whether what is being written has arrived. */
async function arrived() {
  const form = one("[data-write]");
  if (form && !("stuck" in form.dataset)) dirty = !(await save(form));
  return !dirty;
}

document.addEventListener("keydown", (event) => {
  const close = event.key === "Escape" && one(".evpop__head a");
  if (close && !one("dialog[open]")) close.click();
});

addEventListener("beforeunload", (event) => { if (dirty && one("[data-write]")) event.preventDefault(); });
addEventListener("resize", hang);

/* Writing */

function touched(place) {
  const form = place.closest("form[data-keep]");
  if (!form) return;
  dirty = true;
  changed(form);
}

document.addEventListener("input", (event) => touched(event.target));
document.addEventListener("change", (event) => {
  const row = event.target.matches('[name="evidence"]') && event.target.closest(".wrow");
  if (row) count(row);
  if (row) touched(row);
});

const DOES = {
  add: () => { const row = fill("row"); one("[data-rows]").append(row); tools(row); one("textarea", row).focus(); },
  pick: (row) => pick(row).then(() => count(row)),
  up: (row, button) => move(row, row.previousElementSibling, button),
  down: (row, button) => move(row.nextElementSibling, row, button, row),
  drop: (row) => drop(row),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[type=button]");
  const name = button && Object.keys(DOES).find((each) => each in button.dataset);
  if (!name) return;
  const form = button.closest("form");
  Promise.resolve(DOES[name](button.closest(".wrow"), button)).then(() => touched(form));
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
  toast(say("removed"), { action: { label: say("undo"), run: () => { if (mark.isConnected) mark.replaceWith(row); one("textarea", row).focus(); touched(row); } } });
}

function count(row) {
  const n = all('[name="evidence"]:checked', row).length;
  one("[data-count]", row).textContent = n ? say("proofs", { n }) : say("no_proof");
}

/** What only works with a script is shown once there is one. */
function tools(within) {
  for (const each of all("[data-tools], [data-add]", within)) each.hidden = false;
}

function ready() {
  tools(document);
  for (const form of all("form[data-keep]")) if (recall(form)) found(form);
  for (const link of all("[data-leave]")) link.textContent = say("close");
  hang();
  if (document.fonts) document.fonts.ready.then(hang);
}

/** What was being written here when the page went away is here again. */
function found(form) {
  for (const row of all(".wrow", form)) { tools(row); count(row); }
  dirty = true;
  toast(say("found"));
  if (form.matches("[data-write]")) changed(form);
}

ready();
