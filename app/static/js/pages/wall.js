/** The wall's page: listens, and shows what the room may see. It asks for nothing and has no controls. */

import { openSession } from "../live/session.js";
import { byId, mark, refill } from "../ui/dom.js";
import { clip } from "../ui/clip.js";
import { boot, say } from "../ui/words.js";
import { hour } from "../ui/hour.js";
import { reading } from "../wall/clock.js";
import { draw } from "../wall/draw.js";
import { show, turned } from "../wall/fit.js";
import { scene as read } from "../wall/scene.js";

const TICK = 250;
const QUIET = 3000; // ms without a line before the room is told
const MESSAGE = 60_000;
const MOST = 80; // signs of what was decided
const FRAME = 1000 / 30;

const { workshop, lang, media, zone, starts_at: starts, preview } = boot();
const { body } = document;
const line = preview ? (await import("../live/still.js")).still(preview) : { outbox: false };
const session = openSession({ workshop, scope: "all", as: "wall", ...line });

let shown = null;
let turning = [];
let lost = 0;
let drawing = 0;

/** Mark what has just landed, for as long as it is news. */
function fresh(element, long) {
  element.dataset.new = "";
  setTimeout(() => delete element.dataset.new, long);
}

function redraw() {
  drawing = 0;
  const before = body.dataset.scene;
  const scene = read(session.records.values(), lang);
  if (!scene) return;
  head(scene);
  thread(scene.stage || "frame", scene.kind === "last");
  shown = scene;
  tick();
  turning = draw(byId("main"), scene, { lang, zone, media, body, fresh, starts, before });
  tick();
}

function head(scene) {
  byId("kicker").textContent = scene.kicker;
  const title = scene.kind === "last" ? say("thanks") : scene.title;
  byId("title").textContent = title;
  byId("title").dataset.long = title.length > 110 ? "2" : title.length > 55 ? "1" : "0";
  byId("say").textContent = SAY[scene.kind]?.(scene) ?? "";
}

const SAY = {
  board: (scene) => (scene.hidden ? say("covered_too", { n: scene.hidden }) : scene.locked ? say("locked") : ""),
  light: () => say("light"),
  last: (scene) => scene.title,
  result: ({ ballot, people, most, tied, rest, rows }) => {
    const stances = ballot.method === "stance";
    const counted = { n: ballot.voted, voted: ballot.voted, people: Math.max(people, ballot.voted) };
    const given = stances ? say("turnout", counted) : say("result", { ...counted, dots: say("given", { n: ballot.dots }) });
    const none = say(stances ? "no_votes" : "no_dots");
    const parts = [(stances ? ballot.voted : most) ? given : none];
    if (ballot.paper) parts.push(say("on_paper", { n: ballot.paper }));
    if (ballot.hands) parts.push(say("by_hand", { n: ballot.hands }));
    if (ballot.runoff_of) parts.push(say("after_second"));
    if (ballot.decided) parts.push(decision(rows.find(({ target }) => target === ballot.decided)?.text));
    if (tied > 1) parts.push(say("first_tied", { n: tied }));
    if (rest) parts.push(say("rest", { n: rest }));
    return parts.join(" ");
  },
};

/** Who broke a tie, and for what where that can be said in words. */
function decision(text) {
  return text ? say("decided_is", { text: clip(text, MOST) }) : say("decided");
}

function thread(stage, end) {
  const steps = [...document.querySelectorAll(".thread > li")];
  const at = end ? steps.length : steps.findIndex((step) => step.dataset.stage === stage);
  steps.forEach((step, each) => {
    step.dataset.state = each < at ? "done" : each === at ? "now" : "next";
    mark(step, { "aria-current": each === at && "step" });
  });
  body.dataset.stage = steps[Math.min(at, steps.length - 1)]?.dataset.stage ?? "frame";
  const name = steps[at]?.textContent.trim();
  if (name) steps[at].parentElement.setAttribute("aria-label", say("stage", { at: at + 1, all: steps.length, stage: name }));
}

function tick() {
  const now = session.now();
  clock(reading(shown?.timer, now));
  message(now);
  for (const field of turning) turn(field, now);
  byId("conn").hidden = !lost || performance.now() - lost < QUIET;
}

function clock(found) {
  byId("clock").hidden = !found || shown.kind === "last";
  if (!found) return;
  const timer = byId("timer");
  if (timer.textContent !== found.text) timer.textContent = found.text;
  mark(timer, { "data-last-ten": found.lastTen, "data-paused": found.paused });
  const until = byId("until");
  const words = untilWhen(found);
  if (until.textContent !== words) until.textContent = words;
}

function untilWhen({ paused, over, lastMinute, until }) {
  if (paused) return say("paused");
  if (over) return say("over");
  return lastMinute ? say("finish") : say("until", { time: hour(until, lang, zone) });
}

function message(now) {
  const latest = session.of("message").reduce((newest, each) => (!newest || each.at > newest.at ? each : newest), null);
  const place = byId("message");
  const news = latest && now - latest.at < MESSAGE && shown?.kind !== "last";
  place.hidden = !news;
  if (news && place.textContent !== latest.text) {
    place.textContent = latest.text;
    if (latest.lang) place.lang = latest.lang;
  }
  reserve(place.offsetHeight);
}

/** A message stands on room of its own: while it is there, the scene is drawn above it. */
function reserve(height) {
  const told = height ? `${height}px` : "";
  if (body.style.getPropertyValue("--told") === told) return;
  body.style.setProperty("--told", told);
  mark(body, { "data-told": height > 0 });
  soon();
}

function turn({ element, items, pages, head }, now) {
  if (pages < 2) return;
  const page = turned(pages, now);
  if (head.dataset.page === String(page)) return;
  mark(head, { "data-page": page });
  refill(head, { page: say("page", { at: page + 1, all: pages }) });
  show(element, items, page);
}

function soon() {
  drawing ||= setTimeout(redraw, FRAME);
}

session.on("change", soon);
session.on("status", ({ online }) => { lost = online ? 0 : lost || performance.now(); });
addEventListener("resize", soon);
document.fonts?.ready.then(soon);
setInterval(tick, TICK);
