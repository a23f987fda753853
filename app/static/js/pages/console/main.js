/** The facilitator's console: listens, draws, and hands on what is asked. Wiring only. */

import { announce } from "../../ui/announce.js";
import { byId, one } from "../../ui/dom.js";
import { menus } from "../../ui/menu.js";
import { toast } from "../../ui/toast.js";
import { boot as readBoot, say } from "../../ui/words.js";
import { openSession } from "../../live/session.js";
import { Acts } from "./acts.js";
import { Agenda } from "./agenda.js";
import { Away } from "./away.js";
import { Ballots } from "./ballots.js";
import { bringHere } from "./bring.js";
import { Bench, instruments } from "./bench.js";
import { Choosing } from "./choosing.js";
import { Clusters } from "./clusters.js";
import { dragging } from "./drag.js";
import { help, listen } from "./keys.js";
import { Lifting } from "./lifting.js";
import { read } from "./model.js";
import { Notes } from "./notes.js";
import { outcome } from "./outcome.js";
import { Outline } from "./outline.js";
import { People } from "./people.js";
import { Tables } from "./tables.js";
import { drawScene } from "./scenes.js";
import { Topbar } from "./topbar.js";
import { message, setTimer } from "./talking.js";
import { wallClock } from "./hours.js";
import { View } from "./view.js";
import { changeWorkshop, finish } from "./workshop.js";

const SOON = 30; // ms in which changes are drawn together
const TICK = 250;

const boot = readBoot();
const session = openSession({ workshop: boot.workshop, scope: "all", you: boot.you, outbox: true });
const host = byId("board");
const desk = { boot, session, model: read(session.records), table: null, looking: null, declined: new Set() };

Object.assign(desk, {
  ...wallClock(boot, session),
  look(id) {
    desk.looking = id;
    desk.view.panel("board");
    draw();
  },
  decline({ id }) {
    desk.declined.add(id);
    draw();
  },
  lookAtTable(id) {
    desk.table = id;
    draw();
  },
  chooseAll() {
    for (const note of desk.model.notes) if (note.activity === desk.model.viewed?.id && !note.parked) desk.choosing.chosen.add(note.id);
    draw();
  },
  escape: () => (document.body.hasAttribute("data-more") ? (desk.view.more(false), true) : desk.choosing.clear()),
  act: (name, button) => ACTS[name]?.(button),
  onNote,
  draft: (record) => outcome.draft(desk, record),
  outcome: outcome.address,
  furnishNote,
  furnishCluster,
});
desk.acts = new Acts(session);
desk.notes = new Notes(desk);
desk.clusters = new Clusters(desk);
desk.ballots = new Ballots(desk);
desk.choosing = new Choosing(host, () => draw());
desk.lifting = new Lifting(host, (ids, target) => desk.notes.drop(ids, target));
desk.view = new View(desk);
desk.outline = new Outline(desk, () => draw());
Object.defineProperty(desk, "chosen", { get: () => desk.choosing.chosen });

const agenda = new Agenda(byId("agenda"), desk);
const people = new People(byId("people"), desk);
const tables = new Tables(one('[data-part="tables"]', byId("people")), desk);
const bench = new Bench(byId("bench"), desk);
const topbar = new Topbar(byId("topbar"), desk);

const ACTS = {
  ...instruments(desk),
  help, outline: () => desk.outline.toggle(), undo: () => desk.acts.undo(), timer: () => setTimer(desk), message: () => message(desk),
  door: () => byId("door").showModal(), wall: () => byId("wall-link").click(),
  speaker: () => desk.view.setSpeaker(!desk.view.speaker), rest: () => desk.view.more(), retime: () => agenda.recount(),
  now: () => desk.look(null), write: () => write(), paper: () => people.addPaper(), close: () => finish(desk), set: () => changeWorkshop(desk),
  group: () => desk.notes.group(desk.notes.about(null)), unchoose: () => desk.choosing.clear(),
  "chosen-menu": (button) => desk.notes.menu(button, null),
  "toggle-time": () => ACTS[desk.model.workshop.timer?.ends_at ? "pause" : "play"](),
  "see-private": () => see("private"), "see-facilitators": () => see("facilitators"), "see-room": () => see("room"), "see-tables": () => see("tables"),
  "panel-agenda": () => go("agenda"), "panel-board": () => go("board"), "panel-people": () => go("people"),
  start: (button) => desk.acts.start(session.get(button.dataset.id)), ballot: () => desk.ballots.open(desk.model.viewed),
  "close-ballot": (button) => desk.ballots.close(session.get(button.dataset.id)),
  "close-phones": (button) => desk.ballots.closePhones(session.get(button.dataset.id)),
  hands: () => tables.hands.menu(),
  reopen: () => desk.acts.do("workshop.open"),
  bring: () => bringHere(desk),
};

let drawing = 0;
function soon() {
  drawing ||= setTimeout(draw, SOON);
}

function draw() {
  clearTimeout(drawing);
  drawing = 0;
  const model = read(session.records, desk.looking);
  if (!model.workshop) return;
  desk.model = model;
  const before = desk.choosing.standing();
  desk.choosing.keep((id) => session.records.has(id));
  document.body.dataset.state = model.workshop.state;
  topbar.draw(model);
  agenda.draw(model);
  people.draw(model);
  tables.draw(model);
  drawScene(host, model, desk);
  desk.choosing.settle(before);
  bench.draw(model);
  desk.view.notes(model.workshop.state === "closed" ? null : model.viewed);
  desk.view.elsewhere(model);
  chosenBar();
  host.setAttribute("aria-label", say("board_label", { title: model.viewed?.title || model.workshop.title }));
}

function chosenBar() {
  const n = desk.chosen.size;
  byId("chosen").hidden = !n;
  if (n) one('[data-fill="text"]', byId("chosen")).textContent = say("chosen", { n });
}

function furnishNote(element) {
  const more = one(".note__more", element);
  more.addEventListener("click", () => desk.notes.menu(more, element.dataset.id));
  element.tabIndex = -1;
  element.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    desk.notes.menu(element, element.dataset.id, { x: event.clientX, y: event.clientY });
  });
  element.addEventListener("dblclick", (event) => { if (!event.target.closest("button")) desk.notes.edit(session.get(element.dataset.id)); });
}

function furnishCluster(element) {
  const label = one(".cluster__label", element);
  label.tabIndex = -1;
  label.addEventListener("click", () => desk.clusters.menu(label, element.dataset.id));
}

/** What a key means on the note or cluster one stands on. */
function onNote(act, { id, element, kind }) {
  const notes = kind === "note" ? desk.notes.about(id) : [];
  const [first] = notes;
  const KINDS = kind === "cluster" ? {
    menu: () => desk.clusters.menu(element, id), edit: () => desk.clusters.rename(id), light: () => desk.notes.light(session.get(id)),
  } : {
    menu: () => desk.notes.menu(element, id), edit: () => desk.notes.edit(first), toggle: () => desk.choosing.toggle(id), lift: () => desk.lifting.lift(notes.map((note) => note.id), element),
    group: () => desk.notes.group(notes), aside: () => desk.acts.setAside(notes, !notes.every((note) => note.aside)), light: () => desk.notes.light(first),
    park: () => desk.acts.park(notes, !notes.every((note) => note.parked)), remove: () => desk.notes.remove(notes),
  };
  KINDS[act]?.();
}

function see(to) {
  const button = one(`[data-to="${to}"]`);
  return button.disabled || button.hidden || ACTS.see(button);
}

function go(panel) {
  desk.view.panel(panel);
  byId(panel).focus();
}

function write() {
  const { viewed } = desk.model;
  if (viewed?.tool === "board" && viewed.started_at && viewed.state !== "closed") return desk.notes.write(viewed);
  return toast(say("write_where"));
}

dragging(host, { lift: (id) => desk.notes.about(id).map((note) => note.id), drop: (ids, target) => desk.notes.drop(ids, target) });
for (const place of [byId("topbar"), host, byId("chosen"), byId("elsewhere"), byId("agenda"), byId("people")]) {
  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) desk.act(button.dataset.do, button);
  });
}
document.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest("dialog")?.close(""));
listen(desk);
menus();
new Away(session);
session.on("change", soon);
session.on("status", (status) => topbar.tell(status));
session.on("eph", ({ reached }) => topbar.reach(reached));
session.on("reject", ({ elsewhere, say: words }) => { if (elsewhere && words) announce(words); });
setInterval(() => {
  if (!desk.model.workshop) return;
  bench.tick(desk.model);
  desk.outline.tick(desk.model);
  agenda.tick(desk.model);
  topbar.tell(session.status);
}, TICK);
topbar.tell(session.status);
