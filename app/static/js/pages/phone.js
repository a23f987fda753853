/** A participant's page: wires the live line to the scenes. */

import { openSession } from "../live/session.js";
import { announce } from "../ui/announce.js";
import { byId, refill } from "../ui/dom.js";
import { toast } from "../ui/toast.js";
import "../ui/timer.js";
import { boot as readBoot, say } from "../ui/words.js";
import { news, showBands } from "../phone/bands.js";
import { Blobs } from "../phone/board.js";
import { Drafts } from "../phone/drafts.js";
import { showHead, startHead } from "../phone/head.js";
import { Quiet } from "../phone/quiet.js";
import { languageOf } from "../phone/script.js";
import { read } from "../phone/state.js";
import { Result, Vote } from "../phone/vote.js";
import { Write } from "../phone/write.js";

const SLOW = 1500; // ms until something that waits is shown as waiting
const LANDED = 2500; // ms a new note keeps its ring

const boot = readBoot();
const session = openSession({ workshop: boot.workshop, as: boot.as, scope: "current", outbox: true });
const ctx = {
  session, boot, languageOf, slow: false, fresh: new Set(), drafts: new Drafts(boot), blobs: new Blobs(session), found: null,
  seen: seenBefore(), zones: new Map(), lookedBack: new Set(), refresh: () => refresh(), come, land, lookBack, putBack: (text) => shown.scene.put(text),
};
ctx.putBack.ready = () => Boolean(shown.scene && shown.scene.put);
const shown = { key: null, scene: null, over: null };
const scenes = { write: Write, vote: Vote, result: Result };
let planned = false;
let waitingSince = null;

/** Everything is shown anew, once, before the next paint. */
function refresh() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(show);
  setTimeout(show, 200); // a page in the background paints nothing
}

function show() {
  if (!planned) return;
  planned = false;
  ctx.found = read(session.records, boot);
  if (shown.over) ctx.found.scene = "bye";
  if (ctx.found.scene === "result" && ctx.lookedBack.has(ctx.found.ballot.id)) ctx.found.scene = "write";
  ctx.slow = isSlow();
  const held = change();
  shown.scene.update();
  showHead(ctx.found, session, ctx.slow);
  showBands(news(ctx, ctx.found, held));
  showMe(ctx.found);
}

/** Go over to another scene, unless somebody is in the middle of writing: then it is offered. */
function change() {
  const { scene, activity, ballot } = ctx.found;
  const key = [scene, activity && activity.id, scene === "vote" || scene === "result" ? ballot.id : ""].join(":");
  ctx.goAfter = null;
  if (key === shown.key) return null;
  if (shown.scene && shown.scene.busy && !["gone", "bye", "end"].includes(scene) && shown.went !== key) {
    const go = () => { shown.went = key; };
    ctx.goAfter = () => { go(); refresh(); };
    return { go };
  }
  enter(key, scene);
  return null;
}

function enter(key, name) {
  const stage = byId("scene");
  const foot = byId("foot");
  const lost = stage.contains(document.activeElement) || foot.contains(document.activeElement);
  const Scene = scenes[name];
  const first = shown.key === null || shown.key.startsWith("arriving");
  Object.assign(shown, { key, scene: Scene ? new Scene(ctx) : new Quiet(ctx, name) });
  stage.replaceChildren(shown.scene.element);
  foot.replaceChildren(...(shown.scene.foot ? [shown.scene.foot] : []));
  shown.scene.update();
  if (lost) byId("main").focus({ preventScroll: true });
  const heading = stage.querySelector("h1").textContent;
  if (name !== "arriving") announce(heading);
  document.title = `${heading} · Officina`;
  if (first) greetLate();
}

/** Whoever comes late is told in one line where the room is. */
function greetLate() {
  const { activity, words } = ctx.found;
  if (!activity || !activity.started_at || session.now() - activity.started_at < 60_000 || ctx.seen.welcomed) return;
  toast(say("late", { title: words.title }));
  ctx.seen.welcome();
}

function isSlow() {
  const { online, waiting } = session.status;
  const waits = !online || waiting > 0;
  if (!waits) waitingSince = null;
  else if (waitingSince === null) {
    waitingSince = performance.now();
    setTimeout(refresh, SLOW + 50);
  }
  return waits && performance.now() - waitingSince >= SLOW;
}

function showMe({ me, scene }) {
  const place = byId("me");
  place.hidden = !me || scene === "gone" || scene === "bye";
  if (place.hidden) return;
  refill(place, { alias: me.alias, help: say(me.help ? "helpComes" : "needHelp") });
  byId("help").setAttribute("aria-pressed", String(me.help));
  byId("help").hidden = scene === "end";
}

/** A note has landed: it wears a ring for a moment. */
function land(id) {
  ctx.fresh.add(id);
  setTimeout(() => { ctx.fresh.delete(id); refresh(); }, LANDED);
}

/** To where everybody is: dialogs close, the page is at its top. */
function come() {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close("");
  window.scrollTo({ top: 0 });
  byId("main").focus({ preventScroll: true });
}

function lookBack() {
  ctx.lookedBack.add(ctx.found.ballot.id);
  refresh();
}

/** What this tab has seen: messages that were read, the last call, the greeting. */
function seenBefore() {
  const kept = (name) => { try { return sessionStorage.getItem(name); } catch (error) { return null; } };
  const keep = (name, value) => { try { sessionStorage.setItem(name, value); } catch (error) { /* forgotten with the page */ } };
  const messages = new Set(JSON.parse(kept("officina:read") || "[]"));
  return {
    messages, welcomed: kept(`officina:welcomed:${boot.you}`) === "1", gather: undefined,
    read(id) { messages.add(id); keep("officina:read", JSON.stringify([...messages])); },
    welcome() { this.welcomed = true; keep(`officina:welcomed:${boot.you}`, "1"); },
  };
}

/** The person reads the interface in another language than they said at the door. */
function tellLanguage() {
  const me = session.get(`me:${boot.you}`);
  if (me && me.language !== boot.lang && boot.spoken) session.propose("person.language", { id: boot.you, language: boot.lang });
}

/** Notes that were leaving when an earlier page was closed: sent now, unless the outbox had them after all. */
async function sendLost() {
  await session.delivery.ready;
  const known = new Set(session.waiting.map((command) => command.d.id));
  for (const d of ctx.drafts.lost()) {
    if (known.has(d.id) || session.records.has(d.id)) ctx.drafts.left(d.id);
    else session.propose("note.add", d).kept.then(() => ctx.drafts.left(d.id), () => {});
  }
}

let greeted = false;
byId("help").addEventListener("click", () => {
  const to = !(ctx.found.me && ctx.found.me.help);
  session.propose("person.help", { id: boot.you, to });
  if (to) toast(say("helpAsked"));
});
startHead();
session.on("change", ({ whole }) => {
  refresh();
  if (whole) tellLanguage();
  if (whole && !greeted) sendLost();
  greeted = greeted || whole;
});
session.on("status", ({ waiting }) => { byId("conn").dataset.waiting = waiting; refresh(); });
session.on("reject", ({ say: sentence, code }) => {
  refresh();
  if (code !== "already_there" && sentence) announce(sentence);
});
session.on("bye", () => { shown.over = true; refresh(); });
setInterval(() => { if (!session.status.online) refresh(); }, 1000);
refresh();
