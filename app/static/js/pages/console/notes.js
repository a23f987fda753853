/** What can be done with notes: by menu, by key, by dropping; one note or all that are chosen. */

import { say } from "../../ui/words.js";
import { toast } from "../../ui/toast.js";
import { newId } from "../../live/session.js";
import { askForm } from "./asking.js";
import { destinations, saying, shown, visible } from "./model.js";
import { proposable } from "./outcome.js";
import { pop } from "./pop.js";

export class Notes {
  constructor(desk) {
    this.desk = desk;
  }

  /** The notes that an action on `id` is about: all that are chosen if it is one of them, else it alone. */
  about(id) {
    const { chosen, session } = this.desk;
    const ids = id && !chosen.has(id) ? [id] : chosen.size ? [...chosen] : id ? [id] : [];
    return ids.map((each) => session.get(each)).filter((record) => record?.kind === "note");
  }

  menu(anchor, id, point = null) {
    const notes = this.about(id);
    if (!notes.length) return;
    const [first] = notes;
    const title = notes.length > 1 ? say("chosen", { n: notes.length }) : saying(first, 40);
    pop(anchor, this.items(notes, first), { title, point });
  }

  items(notes, first) {
    const { desk } = this;
    const { model, acts } = desk;
    const single = notes.length === 1;
    if (model.workshop.state === "closed") return [single && this.drafting(first)];
    const activity = desk.session.get(first.activity);
    const lit = model.workshop.spotlight === first.id;
    const aside = notes.every((note) => note.aside);
    const parked = notes.every((note) => note.parked);
    return [
      single && { label: say("edit"), icon: "pencil", key: "E", run: () => this.edit(first) },
      { label: say("move_to"), icon: "move", items: () => this.places(notes, activity) },
      !single && { label: say("group"), icon: "group", key: "G", run: () => this.group(notes) },
      single && { label: lit ? say("light_off") : say("light_on"), icon: "flashlight", key: "L", off: !shown(activity) && !first.from, run: () => this.light(first) },
      { label: say("carry_to"), icon: "corner-up-right", off: !shown(activity), items: () => this.onward(notes, first.activity) },
      { label: aside ? say("put_back") : say("aside"), icon: aside ? "eye" : "eye-off", key: "H", run: () => acts.setAside(notes, !aside) },
      { label: parked ? say("unpark") : say("park"), icon: "square-parking", key: "P", run: () => acts.park(notes, !parked) },
      single && { label: desk.chosen.has(first.id) ? say("unchoose") : say("choose"), icon: "check", key: "X", run: () => desk.choosing.toggle(first.id) },
      single && this.drafting(first),
      { label: say("remove"), icon: "trash-2", key: "Canc", tone: "stop", run: () => this.remove(notes) },
    ];
  }

  drafting(record) {
    const { model } = this.desk;
    return proposable(this.desk, model.activities.find(({ id }) => id === record.activity)) && { label: say("draft_from"), icon: "file-text", run: () => this.desk.draft(record) };
  }

  /** Where notes can be put on this board: zones, loops, out of their loop. */
  places(notes, activity) {
    const { acts, model } = this.desk;
    const zones = activity.zones.map((zone) => ({ label: zone.title, icon: "layout-grid", run: () => acts.toZone(notes, zone.id) }));
    const clusters = model.clusters.filter((cluster) => cluster.activity === activity.id)
      .map((cluster) => ({ label: cluster.title || say("unnamed"), icon: "group", run: () => acts.toCluster(notes, cluster) }));
    const out = notes.some((note) => note.clusters.length)
      ? [{ label: say("out_of_group"), icon: "ungroup", run: () => acts.toZone(notes, notes[0].zone) }] : [];
    return [...zones, ...clusters, ...out, { label: say("new_group"), icon: "plus", off: !this.may(activity), run: () => this.group(notes) }];
  }

  may(activity) {
    return visible(activity) && activity.rules.cluster !== "none";
  }

  onward(records, from) {
    const { model, acts } = this.desk;
    return destinations(model, from).map((activity) => (
      { label: activity.title, icon: "arrow-right", run: () => acts.carry(records, activity) }
    ));
  }

  async edit(note) {
    const answer = await askForm("ask-note", { text: note.text }, (dialog, form) => {
      dialog.dataset.mode = "edit";
      form.elements.text.lang = note.lang || "";
      form.elements.text.required = !note.media.length;
      form.elements.zone.closest(".field").hidden = true;
      form.elements.person.closest(".field").hidden = true;
    });
    if (answer && answer.text.trim() !== note.text) await this.desk.acts.do("note.edit", { id: note.id, text: answer.text.trim() });
  }

  async group(notes) {
    if (!notes.length) return;
    const title = await this.desk.clusters.askName();
    if (title === null) return;
    await this.desk.acts.group(notes, title);
    this.desk.choosing.clear();
  }

  light(record) {
    const { acts, model } = this.desk;
    return acts.light(model.workshop.spotlight === record.id ? null : record.id);
  }

  async remove(notes) {
    await this.desk.acts.remove(notes);
    this.desk.choosing.clear();
  }

  /** What a drop means. */
  async drop(ids, target) {
    const { acts, session, choosing } = this.desk;
    const notes = ids.map((id) => session.get(id)).filter(Boolean);
    if (!notes.length) return;
    if (target.kind === "zone") await acts.toZone(notes, target.id);
    else if (target.kind === "cluster") await acts.toCluster(notes, session.get(target.id));
    else if (target.kind === "park") await acts.park(notes, true);
    else if (target.kind === "step") await this.carryTo(notes, session.get(target.id));
    else if (target.kind === "note") await this.group([session.get(target.id), ...notes]);
    choosing.clear();
  }

  carryTo(notes, activity) {
    if (!shown(session(this, notes[0].activity))) return toast(say("reveal_first"), { tone: "stop" });
    return this.desk.acts.carry(notes, activity);
  }

  /** Write a note, for somebody without a phone or as a facilitator. */
  async write(activity, person = null, zone = "") {
    const { model, acts, boot } = this.desk;
    const answer = await askForm("ask-note", {}, (dialog, form) => {
      dialog.dataset.mode = "new";
      options(form.elements.zone, activity.zones.map((zone) => [zone.id, zone.title]));
      if (zone) form.elements.zone.value = zone;
      options(form.elements.person, [["", say("myself")], ...model.people.map((each) => [each.id, each.paper ? say("on_paper", { name: each.alias }) : each.alias])]);
      form.elements.person.value = person?.id || "";
      form.elements.text.required = true;
      form.elements.zone.closest(".field").hidden = activity.zones.length < 2;
      form.elements.person.closest(".field").hidden = false;
    });
    if (!answer || !answer.text.trim()) return;
    const d = { id: newId(), activity: activity.id, zone: answer.zone || "", text: answer.text.trim(), lang: model.workshop.languages[0] || boot.lang };
    const [reply] = await acts.all([["note.add", d, { for: answer.person || undefined }]]);
    if (reply.t === "ack") toast(say("note_written"), { tone: "good" });
  }
}

const session = (notes, id) => notes.desk.session.get(id);

/** The choices of a select element. */
export function options(select, pairs) {
  select.replaceChildren(...pairs.map(([value, label]) => new Option(label, value)));
}
