/** The bench of instruments: timer, who sees the notes, lock, vote, light, gather, message, and the one next thing. */

import { all, byId, mark, one } from "../../ui/dom.js";
import { say } from "../../ui/words.js";
import { toast } from "../../ui/toast.js";
import { locks } from "../../ui/ending.js";
import { clock, left } from "../../ui/timer.js";
import { wait } from "./asking.js";
import { bring, offer } from "./bring.js";
import { stillLeft } from "./counting.js";
import { latest } from "./model.js";
import { closing, nextStep } from "./step.js";
import { finish } from "./workshop.js";

const MINUTE = 60;

export class Bench {
  constructor(host, desk) {
    Object.assign(this, { host, desk });
    host.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (button && host.contains(button)) desk.act(button.dataset.act, button);
    });
  }

  draw(model) {
    const { workshop, current } = model;
    const state = current?.state || "waiting";
    const seen = !current ? null : current.revealed ? "room" : current.by_table ? "tables" : state === "facilitators" ? "facilitators" : "private";
    for (const button of all("[data-to]", this.host)) {
      mark(button, { "aria-pressed": String(button.dataset.to === seen) });
      if (button.dataset.to === "tables") button.hidden = !current?.rules.tables || !model.tables.length;
      button.disabled = !current || current.tool !== "board" || state === "closed" || workshop.state !== "open";
    }
    const open = workshop.state === "open";
    const ballot = current && latest(model.ballots, current.id);
    const locked = state === "locked" || timed(model, this.desk.session.now());
    this.key("lock", { on: locked, off: !current || !open || state === "closed" });
    const voting = Boolean(ballot) && ballot.state !== "closed";
    this.key("vote", { on: voting, off: !current || !open });
    this.key("light", { on: Boolean(workshop.spotlight), off: !current || !open });
    this.key("gather", { off: workshop.state === "draft" || workshop.state === "closed" });
    this.key("message", { off: workshop.state === "draft" || workshop.state === "closed" });
    one('[data-fill="lock"]', this.host).textContent = locked ? say("unlock") : say("lock");
    one('[data-fill="vote"]', this.host).textContent = voting ? say(named(closing(model, ballot))) : say("vote");
    this.next(model);
    this.tick(model);
  }

  key(act, { on, off }) {
    const button = one(`.ikey[data-act="${act}"]`, this.host);
    button.disabled = Boolean(off);
    if (on === undefined) button.removeAttribute("aria-pressed");
    else button.setAttribute("aria-pressed", String(Boolean(on)));
  }

  next(model) {
    const step = onward(model, this.desk.declined);
    const button = one(".next", this.host);
    button.disabled = !step || (step.do === "open-ballot" && model.workshop.state !== "open");
    if (!step) return;
    button.dataset.step = step.do;
    one('[data-fill="next"]', button).textContent = step.do === "bring" ? offer(step.found) : say(named(step.do));
    one('[data-fill="next-about"]', button).textContent = about(step, model);
  }

  tick(model) {
    const { timer } = model.workshop || {};
    const ms = left(timer || null, this.desk.session.now());
    const dial = one(".dial", this.host);
    dial.dataset.state = !timer ? "none" : timer.ends_at === null ? "paused" : ms === 0 ? "over" : "running";
    const text = ms === null ? "--:--" : clock(ms);
    const face = one('[data-fill="clock"]', dial);
    if (face.textContent !== text) face.textContent = text;
    face.toggleAttribute("data-last-ten", dial.dataset.state === "running" && ms <= 10_000);
    if (dial.dataset.ended !== String(timed(model, this.desk.session.now()))) {
      dial.dataset.ended = String(timed(model, this.desk.session.now()));
      this.draw(model);
      return;
    }
    const share = timer && timer.seconds ? Math.min(1, Math.max(0, ms / (timer.seconds * 1000))) : 0;
    one(".ruler", dial).style.setProperty("--gone", `${((1 - share) * 100).toFixed(2)}%`);
    one(".ruler", dial).style.setProperty("--minutes", Math.max(1, Math.round((timer?.seconds || 600) / MINUTE)));
    const until = until_(dial.dataset.state, timer, ms, this.desk);
    const place = one('[data-fill="until"]', dial);
    if (place.textContent !== until) place.textContent = until;
    one('[data-act="pause"]', dial).hidden = dial.dataset.state !== "running" && dial.dataset.state !== "over";
    one('[data-act="play"]', dial).hidden = dial.dataset.state === "running" || dial.dataset.state === "over";
    for (const button of all('[data-act="more-time"], [data-act="less-time"]', dial)) button.disabled = !timer;
    one('[data-act="play"]', dial).disabled = !model.current || model.workshop.state !== "open";
  }
}

function until_(state, timer, ms, desk) {
  if (state === "none") return say("no_timer");
  if (state === "paused") return say("paused");
  const locking = timer.then === "lock";
  if (state === "over") return say(locking ? "time_locked" : "time_over");
  return ms <= MINUTE * 1000 ? say("finish_sentence") : say(locking ? "until_lock" : "until", { time: desk.hour(timer.ends_at) });
}

/** Whether the clock has locked what people write: then unlocking is taking the clock away. */
const timed = ({ workshop, current }, now) => Boolean(current) && current.state !== "locked" && locks(workshop.timer, now);

/** The name of the words for a step. */
const named = (step) => `step_${step.replace("-", "_")}`;

/** The next step; a proposal that is there already is opened rather than drafted again. */
function onward(model, declined) {
  const step = nextStep(model, declined);
  return step?.do === "harvest" && model.outcomes.length ? { do: "read", outcome: model.outcomes.at(-1) } : step;
}

function about(step, model) {
  if (step.do === "bring") return say("bring_from", { title: step.found.from.title });
  if (step.do === "wait") return say("about_quiet");
  if (step.do === "start" || step.do === "next") return say("step_about", { title: step.activity.title, minutes: say("min", { n: step.activity.minutes }) });
  if (step.do === "show-result") return stillLeft(model, step.ballot);
  if (step.ballot) return say("voted", { n: step.ballot.voted, voted: step.ballot.voted, people: Math.max(model.workshop.people, step.ballot.voted) });
  if (step.do === "reveal-me") return say("covered", { n: step.activity.hidden });
  if (step.do === "read") return step.outcome.title;
  if (step.do === "reveal-room") return say("about_reveal_room");
  return say(`about_${step.do.replace("-", "_")}`);
}

/** What the instruments do, by name. */
export function instruments(desk) {
  const seconds = (more) => desk.acts.do("timer.add", { seconds: more });
  const timer = () => desk.model.workshop.timer;
  return {
    next: () => take(desk, onward(desk.model, desk.declined)),
    "more-time": () => seconds(MINUTE),
    "less-time": () => seconds(-MINUTE),
    pause: () => desk.acts.do("timer.pause"),
    play: () => desk.acts.do("timer.start", timer() ? {} : { seconds: Math.max(1, desk.model.current.minutes) * MINUTE }),
    lock: () => (timed(desk.model, desk.session.now()) ? desk.acts.do("timer.stop") : desk.acts.toggleLock(desk.model.current)),
    gather: async () => { if ((await desk.acts.do("room.gather")).t === "ack") toast(say("gathered"), { tone: "good" }); },
    light: () => light(desk),
    vote: () => vote(desk),
    see: (button) => desk.acts.reveal(desk.model.current, button.dataset.to === "private" ? "" : button.dataset.to),
  };
}

/** Do the next right thing. */
export async function take(desk, step) {
  const { acts, model } = desk;
  if (!step) return;
  const act = {
    open: () => acts.do("workshop.open"),
    bring: () => { desk.look(null); return bring(desk, step.activity, step.found); },
    start: () => acts.start(step.activity),
    next: () => { desk.look(null); return acts.start(step.activity); },
    wait: () => wait(desk, step, () => take(desk, step.then)),
    "close-ballot": () => desk.ballots.close(step.ballot),
    "close-phones": () => desk.ballots.closePhones(step.ballot),
    "show-result": () => desk.ballots.close(step.ballot),
    "open-ballot": () => desk.ballots.open(step.activity),
    "reveal-me": () => acts.reveal(step.activity, "facilitators"),
    "reveal-room": () => acts.reveal(step.activity, "room"),
    finish: () => finish(desk),
    harvest: () => harvest(desk, model),
    read: () => open(desk.outcome(step.outcome.id), "_blank"),
  }[step.do];
  await act();
}

function harvest(desk, model) {
  const best = desk.ballots.chosen(model);
  if (best.length === 1) return desk.draft(best[0]);
  desk.look(null);
  return byId("board").focus();
}

/** Light what the keyboard stands on or what alone is chosen; put the light out when there is one already. */
function light(desk) {
  const standing = desk.choosing.standing();
  const id = standing?.id || (desk.chosen.size === 1 ? [...desk.chosen][0] : null);
  const lit = desk.model.workshop.spotlight;
  if (id && id !== lit) return desk.acts.light(id);
  if (lit) return desk.acts.light(null);
  return toast(say("light_what"));
}

function vote(desk) {
  const { model } = desk;
  const ballot = latest(model.ballots, model.current.id);
  const voting = ballot && ballot.state !== "closed";
  return voting ? take(desk, { do: closing(model, ballot), ballot }) : desk.ballots.open(model.current);
}
