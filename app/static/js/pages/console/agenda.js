/** The agenda: what is done, now and next, its minutes, whether it will end in time, and what can be done with a step. */

import { fill, keyed, mark, one } from "../../ui/dom.js";
import { say } from "../../ui/words.js";
import { askForm, confirm } from "./asking.js";
import { bring, named, offer, takes } from "./bring.js";
import { icon } from "./icons.js";
import { pop } from "./pop.js";
import { forecast, notable, retime } from "./timing.js";

export class Agenda {
  constructor(host, desk) {
    Object.assign(this, { host, desk });
    one('[data-act="ends"]', host).addEventListener("click", () => this.closing());
    one('[data-act="retime"]', host).addEventListener("click", () => this.recount());
  }

  draw(model) {
    const list = one('[data-fill="steps"]', this.host);
    keyed(list, model.activities, ({ id }) => id, () => this.step(), (element, activity) => this.show(element, activity, model));
    this.follow(list);
    this.tick(model);
  }

  /** The step that is now stays in sight, with the next one below it; who scrolls elsewhere is left there until it changes. */
  follow(list) {
    const now = one('[data-state="now"]', list);
    if (!now || now.dataset.id === this.followed || !list.clientHeight) return;
    this.followed = now.dataset.id;
    list.scrollTop = now.offsetTop - (list.clientHeight - now.offsetHeight) / 3;
  }

  step() {
    const element = fill("step");
    const id = () => element.dataset.id;
    one('[data-act="look"]', element).addEventListener("click", () => this.desk.look(id()));
    one('[data-act="minutes"]', element).addEventListener("click", (event) => this.minutes(event.currentTarget, this.desk.session.get(id())));
    const more = one('[data-act="more"]', element);
    more.addEventListener("click", () => this.menu(more, this.desk.session.get(id())));
    element.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      this.menu(more, this.desk.session.get(id()), { x: event.clientX, y: event.clientY });
    });
    return element;
  }

  show(element, activity, model) {
    const state = standing(activity, model);
    const viewed = model.viewed?.id === activity.id && (model.looking || model.workshop.state !== "closed");
    mark(element, {
      "data-id": activity.id, "data-stage": activity.stage, "data-state": state, "data-skipped": activity.state === "closed" && !activity.started_at,
      "data-drop": ["board", "vote"].includes(activity.tool) && activity.state !== "closed" ? "step" : null, "data-viewed": viewed,
    });
    const look = one('[data-act="look"]', element);
    mark(look, { "aria-current": state === "now" ? "step" : null, "aria-pressed": String(viewed) });
    one('[data-fill="title"]', element).textContent = activity.title;
    one('[data-fill="about"]', element).textContent = about(activity, model);
    one('[data-fill="said"]', element).textContent = `${say(`state_${state}`)}. `;
    one('[data-fill="minutes"]', element).textContent = say("min", { n: activity.minutes });
    const knot = one(".knot", element);
    if (knot.dataset.shows !== state) {
      knot.dataset.shows = state;
      knot.replaceChildren(...(state === "done" ? [icon("check")] : []));
    }
  }

  /** What depends on the clock alone. */
  tick(model) {
    if (!model.workshop) return;
    const found = forecast(model, this.desk.session.now());
    const open = model.workshop.state !== "closed" && model.activities.length;
    one('[data-fill="ends"]', this.host).textContent = open ? say("ends_at", { time: this.desk.hour(found.ends) }) : "";
    const box = one(".late", this.host);
    const speak = Boolean(open && model.workshop.state === "open" && notable(found.late));
    if (box.hidden === speak) box.hidden = !speak;
    if (!speak || box.dataset.late === String(found.late)) return;
    box.dataset.late = found.late;
    box.dataset.tone = found.late > 0 ? "late" : "early";
    one('[data-fill="late"]', box).textContent = say(found.late > 0 ? "late" : "early", { n: Math.abs(found.late) });
    const plan = retime(model, found.late);
    one('[data-fill="how"]', box).textContent = this.advice(plan, found.late, model);
    one('[data-act="retime"]', box).disabled = !plan.changes.length;
  }

  advice({ changes, left }, late, model) {
    if (late < 0) return say("early_how");
    if (!changes.length) return say("late_nothing");
    const title = model.activities.find(({ id }) => id === changes[0].id)?.title || "";
    const how = changes.length === 1 ? say("late_one", { n: -changes[0].by, title }) : say("late_some", { n: changes.length });
    return left ? `${how} ${say("late_left", { n: left })}` : how;
  }

  async recount() {
    const { model, acts, session } = this.desk;
    const { late } = forecast(model, session.now());
    const { changes } = retime(model, late);
    await acts.all(changes.map(({ id, minutes }) => ["activity.set", { id, minutes }]));
  }

  async minutes(anchor, activity) {
    const answer = await askForm("ask-minutes", { minutes: activity.minutes }, (dialog) => { one('[data-fill="about"]', dialog).textContent = activity.title; });
    const minutes = Number(answer?.minutes);
    if (answer && minutes >= 0 && minutes !== activity.minutes) await this.desk.acts.do("activity.set", { id: activity.id, minutes });
  }

  async closing() {
    const { workshop } = this.desk.model;
    const answer = await askForm("ask-closing", { time: workshop.closing_at ? this.desk.hour(workshop.closing_at, "en-GB") : "" });
    const at = answer && this.desk.today(answer.time);
    if (at) await this.desk.acts.do("workshop.set", { closing_at: at });
  }

  menu(anchor, activity, point = null) {
    pop(anchor, this.items(activity), { title: activity.title, point });
  }

  items(activity) {
    const { desk } = this;
    const { acts, model } = desk;
    const began = Boolean(activity.started_at);
    const now = model.current?.id === activity.id;
    if (model.workshop.state === "closed") return [{ label: say("look_at"), icon: "eye", run: () => desk.look(activity.id) }];
    const found = takes(activity) ? named(model, activity) : null;
    const private_ = activity.state === "private" || activity.state === "facilitators";
    return [
      !now && { label: began ? say("go_back") : say("start_this"), icon: "play", run: () => acts.start(activity) },
      { label: say("look_at"), icon: "eye", run: () => desk.look(activity.id) },
      found && { label: offer(found), icon: "corner-up-right", key: now ? "P" : null, run: () => bring(desk, activity, found) },
      began && activity.state === "private" && { label: say("reveal_me"), icon: "eye", run: () => acts.reveal(activity, "facilitators") },
      began && private_ && activity.rules.tables && this.desk.model.tables.length && { label: say("reveal_tables"), icon: "layout-grid", run: () => acts.reveal(activity, "tables") },
      began && (private_ || activity.by_table) && { label: say("reveal_room"), icon: "users", run: () => acts.reveal(activity, "room") },
      began && (activity.revealed || activity.by_table) && activity.tool === "board" && { label: say("cover"), icon: "eye-off", run: () => acts.reveal(activity, "") },
      began && activity.state !== "closed" && { label: activity.state === "locked" ? say("unlock") : say("lock"), icon: activity.state === "locked" ? "lock-open" : "lock", run: () => acts.toggleLock(activity) },
      { label: say("change_minutes"), icon: "timer", run: () => this.minutes(anchorOf(this.host, activity), activity) },
      { label: say("change_words"), icon: "pencil", run: () => this.words(activity) },
      activity.order > 0 && { label: say("move_up"), icon: "arrow-up", run: () => this.reorder(activity, -1) },
      activity.order < model.activities.length - 1 && { label: say("move_down"), icon: "arrow-down", run: () => this.reorder(activity, 1) },
      !began && activity.state !== "closed" && { label: say("skip"), icon: "skip-forward", tone: "stop", run: () => acts.do("activity.skip", { id: activity.id }) },
      began && activity.state !== "closed" && { label: say("close_activity"), icon: "x", tone: "stop", run: () => this.close(activity) },
    ];
  }

  async close(activity) {
    const sure = await confirm({ title: say("close_activity"), text: say("close_activity_sure", { title: activity.title }), ok: say("close_activity"), tone: "stop" });
    if (sure) await this.desk.acts.do("activity.close", { id: activity.id });
  }

  async words(activity) {
    const answer = await askForm("ask-words", { title: activity.title, prompt: activity.prompt });
    if (answer) await this.desk.acts.do("activity.set", { id: activity.id, title: answer.title.trim(), prompt: answer.prompt.trim() });
  }

  reorder(activity, by) {
    const ids = this.desk.model.activities.map(({ id }) => id);
    const at = ids.indexOf(activity.id);
    [ids[at], ids[at + by]] = [ids[at + by], ids[at]];
    return this.desk.acts.do("activity.order", { ids });
  }
}

const anchorOf = (host, activity) => one(`[data-id="${activity.id}"]`, host);

/** Where a step stands on the thread. */
export function standing(activity, { current, workshop }) {
  if (current?.id === activity.id && workshop.state !== "closed") return "now";
  if (activity.started_at || activity.state === "closed") return "done";
  return "next";
}

/** One line about a step: what is in it, or what it will be. */
export function about(activity, model) {
  if (activity.state === "closed" && !activity.started_at) return say("skipped");
  if (activity.hidden) return say("covered", { n: activity.hidden });
  const notes = model.notes.filter((note) => note.activity === activity.id).length;
  const clusters = model.clusters.filter((cluster) => cluster.activity === activity.id).length;
  if (clusters) return say("notes_in_groups", { notes: say("notes", { n: notes }), groups: say("groups", { n: clusters }) });
  if (notes) return say(activity.tool === "vote" ? "cards" : "notes", { n: notes });
  if (activity.tool === "none") return say("no_tool");
  return activity.tool === "vote" ? say("a_vote") : "";
}
