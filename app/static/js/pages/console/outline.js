/** The board as headings and lists: the same notes, groups and actions, for keyboard and screen reader; the time is said aloud. */

import { announce } from "../../ui/announce.js";
import { byId, fill, keyed, mark, one } from "../../ui/dom.js";
import { direction } from "../../ui/note.js";
import { tableName } from "../../ui/table.js";
import { clock, left, passed } from "../../ui/timer.js";
import { say } from "../../ui/words.js";
import { bring, tables, who } from "./board.js";
import { lay } from "./model.js";

const OUTLINE = "officina:console:outline";
const QUIET = 2500; // ms for which changes are gathered before one sentence sums them up

export class Outline {
  /** `draw()` draws the console again. */
  constructor(desk, draw) {
    Object.assign(this, { desk, draw, on: recall(), sum: "", told: "", before: null });
  }

  /** Board or outline: focus stays on the same note, else on the first thing there is; what it holds is said once. */
  toggle() {
    const at = this.desk.choosing.standing();
    this.on = !this.on;
    keep(this.on);
    this.told = "";
    this.draw();
    const same = at && one(`[data-kind][data-id="${at.id}"], .note[data-id="${at.id}"]`, byId("board"));
    (same || one('[tabindex="0"]', byId("board")) || byId("board")).focus();
    if (!this.on) announce(say("board_again"));
  }

  show(host, model, activity) {
    if (host.dataset.key !== `outline:${activity.id}`) {
      host.replaceChildren(fill("scene-outline"));
      host.dataset.key = `outline:${activity.id}`;
    }
    const scene = host.firstElementChild;
    const zones = lay(model, activity, this.desk.table);
    this.sum = summary(zones);
    one('[data-fill="sum"]', scene).textContent = this.sum;
    one('[data-fill="prompt"]', scene).textContent = activity.prompt;
    bring(one('[data-do="bring"]', scene), model, activity);
    tables(one('[data-fill="tables"]', scene), model, activity, this.desk);
    keyed(one('[data-fill="zones"]', scene), zones, ({ id }) => id, (zone) => this.zone(zone, activity), (element, zone) => this.fillZone(element, zone, model, activity));
    this.tell();
  }

  zone({ id }, activity) {
    const made = fill("outline-zone");
    one('[data-fill="add"]', made).addEventListener("click", () => this.desk.notes.write(activity, null, id));
    return made;
  }

  fillZone(element, zone, model, activity) {
    one('[data-fill="title"]', element).textContent = zone.table ? (zone.table.id ? tableName(zone.table) : say("no_table")) : zone.title || activity.title;
    one('[data-fill="count"]', element).textContent = say("notes", { n: zone.count });
    one('[data-fill="empty"]', element).hidden = Boolean(zone.count || zone.groups.length);
    one('[data-fill="add"]', element).hidden = Boolean(zone.table) || model.workshop.state === "closed" || activity.state === "closed";
    one('[data-fill="add-where"]', element).textContent = zone.title || activity.title;
    keyed(one('[data-fill="groups"]', element), zone.groups, ({ cluster }) => cluster.id, ({ cluster }) => this.group(cluster), (made, group) => this.fillGroup(made, group, model));
    this.list(one('[data-fill="loose"]', element), zone.loose, model);
  }

  group({ id }) {
    const made = fill("outline-group");
    const what = mark(one("button", made), { "data-id": id, tabindex: "-1" });
    what.addEventListener("click", () => this.desk.clusters.menu(what, id));
    return made;
  }

  fillGroup(made, { cluster, notes }, model) {
    one('[data-fill="title"]', made).textContent = cluster.title || say("unnamed");
    one('[data-fill="count"]', made).textContent = [say("notes", { n: notes.length }), model.workshop.spotlight === cluster.id && say("in_light")].filter(Boolean).join(", ");
    this.list(one('[data-fill="notes"]', made), notes, model);
  }

  list(place, notes, model) {
    place.hidden = !notes.length;
    keyed(place, notes, ({ id }) => id, ({ id }) => this.note(id), (made, note) => this.fillNote(made, note, model));
  }

  note(id) {
    const made = fill("outline-note");
    const what = mark(one("button", made), { "data-id": id, tabindex: "-1" });
    what.addEventListener("click", () => this.desk.notes.menu(what, id));
    return made;
  }

  fillNote(made, note, model) {
    const text = one('[data-fill="text"]', made);
    const words = note.text || note.media.map(({ alt }) => alt || say("picture")).join(", ");
    if (text.textContent !== words) text.textContent = words;
    mark(text, { lang: note.lang || null, dir: direction(note.lang) });
    const chosen = this.desk.chosen.has(note.id);
    const said = [
      who(note, model.tables), note.from && say("is_carried"), chosen && say("is_chosen"), model.workshop.spotlight === note.id && say("in_light"),
      note.aside && say("set_aside"), this.desk.session.guessed(note.id) && say("is_waiting"),
    ].filter(Boolean).join(", ");
    if (one('[data-fill="said"]', made).textContent !== said) one('[data-fill="said"]', made).textContent = said;
    mark(made, { "data-chosen": chosen, "data-aside": note.aside });
  }

  /** What there is now, in one sentence, once changes have come to rest for a moment. */
  tell() {
    if (this.sum === this.told || this.waiting) return;
    this.waiting = setTimeout(() => {
      this.waiting = null;
      if (this.on && this.sum !== this.told) announce(this.sum);
      this.told = this.sum;
    }, QUIET);
  }

  /** The time is said at half, at two minutes, at thirty seconds and when it is over; a clock set anew begins anew. */
  tick({ workshop }) {
    const { timer } = workshop;
    const now = left(timer || null, this.desk.session.now());
    const key = timer ? `${timer.ends_at}:${timer.seconds}` : "";
    const before = this.clock === key ? this.before : null;
    Object.assign(this, { clock: key, before: now });
    if (before === null || now === null || timer.ends_at === null) return;
    const moment = passed(before, now, timer.seconds);
    if (now === 0 && before > 0) announce(say("time_up"));
    else if (moment !== null) announce(say("time_left", { time: clock(moment * 1000) }));
  }
}

/** «62 note, 4 zone». */
export function summary(zones) {
  const n = zones.reduce((sum, { count }) => sum + count, 0);
  const notes = say("notes", { n });
  return zones.length < 2 || zones[0].table ? notes : say("outline_sum", { notes, zones: say("zones", { n: zones.length }) });
}

function recall() {
  try {
    return localStorage.getItem(OUTLINE) === "on";
  } catch {
    return false;
  }
}

function keep(on) {
  try {
    localStorage.setItem(OUTLINE, on ? "on" : "off");
  } catch {
    // Without a place to keep it the choice holds for this page.
  }
}
