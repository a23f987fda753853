/** A participant's page: wires the live line to the scenes. */

import { Kept } from "../live/kept.js";
import { openSession } from "../live/session.js";
import { announce } from "../ui/announce.js";
import { byId, refill } from "../ui/dom.js";
import { offerInstalling } from "../ui/offline.js";
import { toast } from "../ui/toast.js";
import "../ui/timer.js";
import { boot as readBoot, say } from "../ui/words.js";
import { news, seenBefore, showBands } from "../phone/bands.js";
import { Blobs } from "../phone/board.js";
import { Drafts, sendLost } from "../phone/drafts.js";
import { showHead, startHead } from "../phone/head.js";
import { Quiet } from "../phone/quiet.js";
import { chooseSeat, seatOf, tellSeat } from "../phone/seat.js";
import { languageOf } from "../phone/script.js";
import { late, read } from "../phone/state.js";
import { Write } from "../phone/write.js";

const SLOW = 1500; // ms until something that waits is shown as waiting
const CALM = 5000; // ms after which what may be needed later is fetched, while there is a network
const LANDED = 2500; // ms a new note keeps its ring

const boot = readBoot();
const line = boot.preview ? (await import("../live/still.js")).still(boot.preview) : { outbox: true };
const session = openSession({ workshop: boot.workshop, as: boot.as, scope: "current", ...line });
const ctx = {
  session, boot, languageOf, slow: false, fresh: new Set(), drafts: new Drafts(boot), blobs: new Blobs(session), found: null,
  seen: seenBefore(boot.you), zones: new Map(), lookedBack: new Set(), refresh: () => refresh(), come, land, lookBack, putBack: (text) => shown.scene.put(text),
};
ctx.putBack.ready = () => Boolean(shown.scene && shown.scene.put);
const kept = new Kept(`${boot.workshop}:${boot.you}`);
const shown = { key: null, scene: null, over: null };
const scenes = { write: Write };
const LATER = new Set(["vote", "result"]); // not what a phone needs first
let planned = false;
let fetching = false;
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
  ctx.found = read(session.records, { ...boot, now: session.now() });
  atEnd(ctx.found.workshop);
  ctx.found.seat = seatOf(session.records, ctx.found.workshop, ctx.found.me);
  if (shown.over) ctx.found.scene = "bye";
  if (ctx.found.scene === "result" && ctx.lookedBack.has(ctx.found.ballot.id)) ctx.found.scene = "write";
  ctx.slow = isSlow();
  if (LATER.has(ctx.found.scene) && !scenes[ctx.found.scene]) {
    fetchVote();
    if (shown.scene) return;
    ctx.found.scene = "arriving";
  }
  const held = change();
  greetLate();
  shown.scene.update();
  showHead(ctx.found, session, ctx.slow);
  showBands(news(ctx, ctx.found, held));
  showMe(ctx.found);
}

/** When a clock that locks has come to its end, everything is shown anew. */
function atEnd(workshop) {
  clearTimeout(shown.ending);
  const { ends_at: at = null, then } = (workshop && workshop.timer) || {};
  const left = at === null ? 0 : at - session.now();
  if (then === "lock" && left > 0) shown.ending = setTimeout(refresh, left + 50);
}

/** The scenes of a vote are fetched when there is one; where the network fails, again a little later. */
function fetchVote() {
  if (fetching) return;
  fetching = true;
  const again = () => { fetching = false; refresh(); };
  import("../phone/vote.js").then(({ Result, Vote }) => { Object.assign(scenes, { vote: Vote, result: Result }); refresh(); }, () => setTimeout(again, SLOW));
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
  Object.assign(shown, { key, scene: Scene ? new Scene(ctx) : new Quiet(ctx, name) });
  stage.replaceChildren(shown.scene.element);
  foot.replaceChildren(...(shown.scene.foot ? [shown.scene.foot] : []));
  shown.scene.update();
  if (lost) byId("main").focus({ preventScroll: true });
  const heading = stage.querySelector("h1").textContent;
  if (name !== "arriving") announce(heading);
  document.title = `${heading} · Officina`;
  const { activity } = ctx.found;
  if (ctx.met && activity && activity.id !== ctx.lateFor) ctx.seen.know(activity.id);
}

/** Whoever finds an activity under way, when the server first tells, reads what it is about; whoever saw it begin knows. */
function greetLate() {
  const { activity, words, scene } = ctx.found;
  if (ctx.met || !session.told || scene === "arriving") return;
  ctx.met = true;
  if (!activity || !late(ctx.found, session.now()) || ctx.seen.activities.has(activity.id)) return;
  ctx.lateFor = activity.id;
  announce(words.late);
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

function showMe(found) {
  const { me, scene } = found;
  const place = byId("me");
  place.hidden = !me || scene === "gone" || scene === "bye";
  if (place.hidden) return;
  refill(place, { alias: me.alias, help: say(me.help ? "helpComes" : "needHelp") });
  byId("help").setAttribute("aria-pressed", String(me.help));
  byId("help").hidden = scene === "end";
  tellSeat(found);
}

/** A note has landed: it wears a ring for a moment, and its author knows what this is about. */
function land(id) {
  ctx.fresh.add(id);
  if (ctx.found.activity) ctx.seen.know(ctx.found.activity.id);
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

/** The person reads the interface in another language than they said at the door. */
function tellLanguage() {
  const me = session.get(`me:${boot.you}`);
  if (me && me.language !== boot.lang && boot.spoken) session.propose("person.language", { id: boot.you, language: boot.lang });
}

/** What is seen is kept for when the network goes, as long as there is an evening to come back to. */
function keepSeen() {
  if (!session.told || boot.preview) return;
  if (ctx.found && ["end", "gone"].includes(ctx.found.scene)) kept.forget();
  else kept.save(session.told);
}

let greeted = false;
byId("help").addEventListener("click", () => {
  const to = !(ctx.found.me && ctx.found.me.help);
  session.propose("person.help", { id: boot.you, to });
  if (to) toast(say("helpAsked"));
});
byId("my-table").addEventListener("click", () => chooseSeat(ctx));
startHead();
if (byId("turn")) import("../phone/turn.js").then(({ startTurn }) => startTurn(session));
offerInstalling();
kept.load().then((records) => session.recall(records));
session.on("change", ({ whole }) => {
  refresh();
  keepSeen();
  if (whole) tellLanguage();
  if (whole && !greeted) sendLost(session, ctx.drafts);
  greeted = greeted || whole;
});
session.on("status", ({ waiting }) => { byId("conn").dataset.waiting = waiting; refresh(); });
session.on("reject", ({ say: sentence, code }) => {
  refresh();
  if (code !== "already_there" && sentence) announce(sentence);
});
session.on("bye", () => { shown.over = true; kept.forget(); refresh(); });
setInterval(() => { if (!session.status.online) refresh(); }, 1000);
refresh();
setTimeout(() => { fetchVote(); import("../phone/photo.js").catch(() => {}); }, CALM);
