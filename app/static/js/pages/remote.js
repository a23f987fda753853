/** The facilitator's phone: it draws what is now, and does the same things as the console, with one thumb. */

import { byId, all, fill, keyed, one } from "../ui/dom.js";
import { hour } from "../ui/hour.js";
import { clock, left } from "../ui/timer.js";
import { tableName } from "../ui/table.js";
import { toast } from "../ui/toast.js";
import { boot as readBoot, say } from "../ui/words.js";
import { newId, openSession } from "../live/session.js";
import { Acts } from "./console/acts.js";
import { wait } from "./console/asking.js";
import { Away } from "./console/away.js";
import { Ballots } from "./console/ballots.js";
import { carry, offer } from "./console/bring.js";
import { wallClock } from "./console/hours.js";
import { drawCount, stillLeft } from "./console/counting.js";
import { latest, read, readiness } from "./console/model.js";
import { nextStep } from "./console/step.js";
import { finish } from "./console/workshop.js";

const SOON = 30; // ms in which changes are drawn together
const TICK = 250;
const MINUTE = 60;
const MORE = 2 * MINUTE; // seconds that one touch adds
const USUAL = { dots: 3, max: 1, secret: true, shuffle: true };

const boot = readBoot();
const session = openSession({ workshop: boot.workshop, scope: "all", you: boot.you, outbox: true });
const desk = { boot, session, acts: new Acts(session), model: read(session.records), ...wallClock(boot, session) };
const ballots = new Ballots(desk);
const put = (name, text) => {
  for (const place of all(`[data-fill="${name}"]`)) if (place.textContent !== text) place.textContent = text;
};

let drawing = 0;
function soon() {
  drawing ||= setTimeout(draw, SOON);
}

function draw() {
  drawing = 0;
  desk.model = read(session.records);
  const { workshop, current, activities } = desk.model;
  if (!workshop) return;
  document.body.dataset.state = workshop.state;
  document.body.dataset.stage = current?.stage || workshop.stage || "frame";
  put("here", say("here", { n: workshop.people }));
  put("place", current ? say("place", { n: activities.indexOf(current) + 1, of: activities.length }) : say({ draft: "draft", closed: "over" }[workshop.state] || "door"));
  put("title", current?.title || workshop.title);
  lines(current);
  calls();
  put("count", counted(current));
  hands(current);
  keys(current);
  tick();
}

/** What to say now, in the facilitator's language or else the workshop's first. */
function lines(current) {
  const words = current ? current.words[boot.lang] || current.words[desk.model.workshop.languages[0]] || {} : {};
  const names = ["say", "see", "silence"];
  for (const name of names) {
    one(`[data-line="${name}"]`).hidden = !words[name];
    put(name, words[name] || "");
  }
  one('.rsay [data-fill="none"]').hidden = !current || names.some((name) => words[name]);
}

/** Who asks for help, with the table they sit at; a touch says that it was given. */
function calls() {
  const { people, records } = desk.model;
  keyed(one('[data-fill="helps"]'), readiness(people).help, ({ id }) => id, ({ id }) => {
    const made = fill("helping");
    one("button", made).addEventListener("click", () => desk.acts.do("person.help", { id, to: false }));
    return made;
  }, (element, { alias, table }) => {
    const seat = records.has(table) ? tableName(records.get(table)) : null;
    one('[data-fill="who"]', element).textContent = say("asks", { name: seat ? say("asks_at", { name: alias, table: seat }) : alias });
  });
}

/** Hands are counted here too, with one thumb, once phones have closed. */
function hands(current) {
  const ballot = current && latest(desk.model.ballots, current.id);
  const host = byId("counting");
  host.hidden = ballot?.state !== "counting";
  byId("say").hidden = !host.hidden;
  if (host.hidden) return host.replaceChildren();
  if (!host.firstElementChild) host.replaceChildren(fill("scene-count"));
  return drawCount(host.firstElementChild, { ...desk.model, ballot }, desk);
}

function counted(current) {
  const { people, notes, ballots: cast, workshop } = desk.model;
  const ballot = current && latest(cast, current.id);
  if (!current || workshop.state !== "open") return "";
  if (ballot?.state === "open") return say("voted", { n: ballot.voted, voted: ballot.voted, people: Math.max(workshop.people, ballot.voted) });
  if (current.tool !== "board") return "";
  const { ready, of } = readiness(people);
  const shown = notes.filter((note) => note.activity === current.id && !note.aside).length;
  const lines = [current.hidden ? say("covered", { n: current.hidden }) : say("notes", { n: shown })];
  if (of) lines.push(say("ready", { n: ready, ready, of }));
  return lines.join(" · ");
}

function keys(current) {
  const { workshop } = desk.model;
  const open = workshop.state === "open";
  const to = reveals(current);
  one('[data-act="reveal"]').disabled = !open || !to;
  put("reveal", say(to ? { facilitators: "reveal_me", room: "reveal_room" }[to] : "reveal"));
  one('[data-act="silence"]').disabled = !open;
  const step = nextStep(desk.model);
  const button = one(".next");
  const cards = step?.do === "open-ballot" ? targets(step.activity) : [];
  button.disabled = !step || (step.do === "open-ballot" && (!open || !cards.length));
  if (!step) return;
  button.dataset.step = step.do;
  put("next", step.do === "bring" ? offer(step.found) : say(`step_${step.do.replace("-", "_")}`));
  put("next-about", about(step, cards));
}

/** To whom the notes are shown next: those who lead, then the room; null when there is nothing to show. */
function reveals(current) {
  if (current?.tool !== "board") return null;
  return current.by_table ? "room" : { private: "facilitators", facilitators: "room" }[current.state] || null;
}

function about(step, cards) {
  const { workshop } = desk.model;
  const ABOUT = {
    start: () => say("step_about", { title: step.activity.title, minutes: say("min", { n: step.activity.minutes }) }),
    wait: () => say("about_quiet"),
    bring: () => say("bring_from", { title: step.found.from.title }),
    "show-result": () => stillLeft(desk.model, step.ballot),
    "close-ballot": () => say("voted", { n: step.ballot.voted, voted: step.ballot.voted, people: Math.max(workshop.people, step.ballot.voted) }),
    "reveal-me": () => say("covered", { n: step.activity.hidden }),
    "open-ballot": () => (cards.length ? say("about_open_ballot", { n: cards.length }) : say("about_no_cards")),
  };
  return (ABOUT[step.do] || ABOUT[{ next: "start", "close-phones": "close-ballot" }[step.do]] || (() => say(`about_${step.do.replace("-", "_")}`)))();
}

const targets = (activity) => ballots.preselected(ballots.candidates(activity), activity);

const STEPS = {
  open: () => desk.acts.do("workshop.open"),
  start: ({ activity }) => desk.acts.start(activity),
  next: ({ activity }) => desk.acts.start(activity),
  wait: (step) => wait(desk, step, () => STEPS[step.then.do](step.then)),
  bring: ({ activity, found }) => carry(desk, activity, found),
  "reveal-me": ({ activity }) => desk.acts.reveal(activity, "facilitators"),
  "reveal-room": ({ activity }) => desk.acts.reveal(activity, "room"),
  "close-ballot": ({ ballot }) => ballots.close(ballot),
  "close-phones": ({ ballot }) => ballots.closePhones(ballot),
  "show-result": ({ ballot }) => ballots.close(ballot),
  "open-ballot": ({ activity }) => desk.acts.do("ballot.open", {
    id: newId(), activity: activity.id, targets: targets(activity), ...ballotOf(activity),
  }),
  finish: () => finish(desk),
  harvest: () => location.assign(`/w/${boot.workshop}`),
};

/** The ballot as the card plans it. */
function ballotOf({ rules }) {
  const { method = "dots", ...settings } = { ...USUAL, ...(rules.ballot || {}) };
  return { method, settings };
}

const ACTS = {
  next: () => { const step = nextStep(desk.model); return step && STEPS[step.do](step); },
  "more-time": () => desk.acts.do("timer.add", { seconds: MORE }),
  pause: () => desk.acts.do("timer.pause"),
  play: () => desk.acts.do("timer.start", desk.model.workshop.timer ? {} : { seconds: Math.max(1, desk.model.current.minutes) * MINUTE }),
  reveal: () => desk.acts.reveal(desk.model.current, reveals(desk.model.current)),
  silence: async () => {
    const answer = await desk.acts.do("message.send", { text: say("silence_sentence"), lang: boot.lang });
    if (answer.t === "ack") toast(say("silence_asked"), { tone: "good" });
  },
};

function tick() {
  const { workshop, current } = desk.model;
  if (!workshop) return;
  const { timer } = workshop;
  const ms = left(timer || null, session.now());
  const state = !timer ? "none" : timer.ends_at === null ? "paused" : ms === 0 ? "over" : "running";
  one(".dial").dataset.state = state;
  put("clock", ms === null ? "--:--" : clock(ms));
  put("until", {
    none: () => say("no_timer"), paused: () => say("paused"), over: () => say("time_over"),
    running: () => (ms <= MINUTE * 1000 ? say("finish_sentence") : say("until", { time: hour(timer.ends_at, boot.lang, boot.zone) })),
  }[state]());
  const runs = state === "running" || state === "over";
  one('[data-act="pause"]').hidden = !runs;
  one('[data-act="play"]').hidden = runs;
  one('[data-act="play"]').disabled = !current || workshop.state !== "open";
  one('[data-act="more-time"]').disabled = !timer;
}

function tell({ online, waiting }) {
  const state = !online ? "off" : waiting ? "wait" : "good";
  const conn = byId("conn");
  conn.dataset.state = state;
  put("conn", { good: () => say("saved"), wait: () => say("saving", { n: waiting }), off: () => say("offline") }[state]());
  for (const icon of all("[data-when]", conn)) icon.toggleAttribute("hidden", icon.dataset.when !== state);
}

for (const button of all("[data-act]")) button.addEventListener("click", () => ACTS[button.dataset.act]());
document.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest("dialog")?.close(""));
new Away(session);
session.on("change", soon);
session.on("status", tell);
setInterval(tick, TICK);
tell(session.status);
