/** The header of the phone: where we are on the thread, how the line is, how much time is left. */

import { announce } from "../ui/announce.js";
import { byId, fill, mark, one, refill } from "../ui/dom.js";
import { grow } from "../ui/size.js";
import { clock } from "../ui/timer.js";
import { say, table } from "../ui/words.js";

const STAGES = ["frame", "empathize", "define", "ideate", "prototype", "test", "scale"];

/** Begin: A+ grows the letters. */
export function startHead() {
  byId("size").addEventListener("click", () => announce(say({ "": "usual", 2: "bigger", 3: "biggest" }[grow()])));
}

/** Show the stage, the timer and the state of the line; whoever is no longer in has no line to hear of. */
export function showHead({ workshop, seat, scene }, session, slow) {
  showStage(workshop);
  const own = seat && seat.own && seat.own.timer;
  one("o-timer").set(own || (workshop ? workshop.timer : null), () => session.now(), spoken);
  byId("conn").hidden = scene === "gone" || scene === "bye";
  showLine(session.status, slow, Boolean(workshop));
}

function spoken(seconds) {
  if (seconds === 0) announce(say("timeUp"));
  else if (seconds <= 30) announce(say("lastMinute"));
  else announce(say("halfTime", { time: clock(seconds * 1000) }));
}

function showStage(workshop) {
  const stage = workshop && workshop.current ? workshop.stage : null;
  const at = workshop && workshop.state === "closed" ? STAGES.length : STAGES.indexOf(stage);
  const names = table("stages");
  const thread = one(".thread");
  for (const item of thread.children) {
    const place = STAGES.indexOf(item.dataset.stage);
    mark(item, { "data-state": place < at ? "done" : place === at ? "now" : "next", "aria-current": place === at ? "step" : null });
  }
  if (stage) thread.setAttribute("aria-label", say("path", { at: at + 1, all: STAGES.length, stage: names[stage] }));
  document.body.dataset.stage = stage || "frame";
  const tag = byId("stage");
  tag.hidden = !stage || workshop.state === "closed";
  if (stage && tag.dataset.stage !== stage) refill(mark(tag, { "data-stage": stage }), { icon: fill(`stage-${stage}`), name: names[stage] });
}

/** Saved, waiting or without a network: said in a word, and by a sign. */
export function lineOf(status, slow, arrived) {
  if (!arrived && status.online !== false) return "arriving";
  if (!status.online) return arrived || slow ? "offline" : "arriving";
  if (slow && status.waiting) return "sending";
  return status.lasting ? "saved" : "onlyHere";
}

function showLine(status, slow, arrived) {
  const line = lineOf(status, slow, arrived);
  const conn = byId("conn");
  if (conn.dataset.line === line) return;
  const icon = { saved: "check", offline: "wifi-off", onlyHere: "smartphone" }[line] || "clock";
  const state = { saved: null, offline: "off" }[line];
  refill(mark(conn, { "data-line": line, "data-state": state === undefined ? "wait" : state }), { icon: fill(`icon-${icon}`), words: say(line) });
}
