/** Who is here: readiness, names with their state, help asked for, and what can be done for each person. */

import { fill, keyed, mark, one } from "../../ui/dom.js";
import { say } from "../../ui/words.js";
import { tableName } from "../../ui/table.js";
import { toast } from "../../ui/toast.js";
import { newId } from "../../live/session.js";
import { askForm, askText, confirm } from "./asking.js";
import { icon } from "./icons.js";
import { readiness, saying, working } from "./model.js";
import { options } from "./notes.js";
import { pop } from "./pop.js";

const FEW = 8;
const PEGS = 60;
const ROLES = ["participant", "scribe", "mediator", "observer"];
const MINUTES = [2, 10, 30];

export class People {
  constructor(host, desk) {
    Object.assign(this, { host, desk, whole: false });
    one('[data-act="all"]', host).addEventListener("click", () => { this.whole = !this.whole; this.draw(desk.model); });
    one('[data-act="paper"]', host).addEventListener("click", () => this.addPaper());
  }

  draw(model) {
    const { ready, of, help } = readiness(model.people);
    one('[data-fill="ready"]', this.host).textContent = ready;
    one('[data-fill="of"]', this.host).textContent = say("of", { n: of });
    const asked = working(model);
    one(".ready", this.host).hidden = model.workshop.state !== "open";
    one('[data-fill="still"]', this.host).textContent = !asked || !of ? "" : ready < of ? say("still", { n: of - ready }) : say("all_ready");
    this.pegs(ready, of);
    this.roster(model, help);
    this.parked(model);
    this.said(model);
  }

  pegs(ready, of) {
    const place = one('[data-fill="pegs"]', this.host);
    const many = Math.min(of, PEGS);
    while (place.children.length > many) place.lastElementChild.remove();
    while (place.children.length < many) place.append(document.createElement("i"));
    const on = of > PEGS ? Math.round((ready / of) * PEGS) : ready;
    [...place.children].forEach((peg, at) => peg.toggleAttribute("data-off", at >= on));
  }

  roster(model, help) {
    const rest = model.people.filter((person) => !person.help);
    const everyone = [...help, ...rest, ...model.helpers.filter(({ id }) => id !== this.desk.session.you)];
    const seen = this.whole ? everyone : everyone.slice(0, Math.max(FEW, help.length));
    one('[data-fill="nobody"]', this.host).hidden = everyone.length > 0;
    const all = one('[data-act="all"]', this.host);
    all.hidden = everyone.length <= FEW;
    all.textContent = this.whole ? say("see_fewer") : say("see_all", { n: everyone.length });
    all.setAttribute("aria-expanded", String(this.whole));
    keyed(one('[data-fill="roster"]', this.host), seen, ({ id }) => id, () => this.row(), (element, person) => this.show(element, person, model));
  }

  row() {
    const element = fill("person");
    const button = one("button", element);
    button.addEventListener("click", () => this.menu(button, this.desk.session.get(element.dataset.id)));
    return element;
  }

  show(element, person, model) {
    element.dataset.id = person.id;
    const table = model.tables.find(({ id }) => id === person.table);
    const asked = working(model);
    if (element.record === person && element.table === table && element.asked === asked) return;
    Object.assign(element, { record: person, table, asked });
    const [words, name, tone] = state(person, asked);
    one('[data-fill="alias"]', element).textContent = person.alias;
    one('[data-fill="state"]', element).textContent = words;
    one('[data-fill="table"]', element).textContent = table ? tableName(table) : "";
    mark(element, { "data-tone": tone });
    one('[data-fill="icon"]', element).replaceChildren(...(name ? [icon(name)] : []));
  }

  parked(model) {
    one('[data-fill="parked-count"]', this.host).textContent = model.parked.length || "";
    one('[data-fill="parked-none"]', this.host).hidden = model.parked.length > 0;
    one('[data-drop="park"]', this.host).hidden = model.workshop.state === "closed" && !model.parked.length;
    keyed(one('[data-fill="parked"]', this.host), model.parked, ({ id }) => id, (note) => {
      const element = fill("parked");
      const button = one("button", element);
      button.addEventListener("click", () => this.desk.notes.menu(button, note.id));
      return element;
    }, (element, note) => { one('[data-fill="text"]', element).textContent = saying(note, 120) || say("picture"); });
  }

  said(model) {
    const section = one('[data-part="messages"]', this.host);
    section.hidden = !model.messages.length;
    keyed(one('[data-fill="messages"]', this.host), model.messages.slice(0, 3), ({ id }) => id, () => fill("said"), (element, message) => {
      one('[data-fill="text"]', element).textContent = message.text;
      one('[data-fill="at"]', element).textContent = this.desk.hour(message.at);
    });
  }

  menu(anchor, person) {
    if (person) pop(anchor, this.items(person), { title: person.alias });
  }

  items(person) {
    const { desk } = this;
    const { acts, model } = desk;
    const activity = model.viewed;
    if (model.workshop.state === "closed") return [{ label: say("rename"), icon: "pencil", run: () => this.rename(person) }];
    const guest = !["facilitator", "librarian"].includes(person.role);
    const board = activity?.tool === "board" && activity.started_at && activity.state !== "closed";
    const open = model.ballots.find((ballot) => ballot.state === "open");
    return [
      person.help && { label: say("help_given"), icon: "check", run: () => acts.do("person.help", { id: person.id, to: false }) },
      guest && { label: person.ready ? say("not_ready") : say("mark_ready"), icon: person.ready ? "x" : "check", run: () => acts.do("person.ready", { id: person.id, to: !person.ready }) },
      guest && board && { label: say("write_for"), icon: "sticky-note", run: () => desk.notes.write(activity, person) },
      guest && open && { label: say("vote_for"), icon: "vote", run: () => desk.ballots.voteFor(person, open) },
      { label: say("rename"), icon: "pencil", run: () => this.rename(person) },
      guest && model.tables.length && { label: say("change_table"), icon: "layout-grid", items: () => this.seats(person) },
      guest && { label: say("change_role"), icon: "user", items: () => this.roles(person) },
      guest && { label: say("undo_person"), icon: "undo-2", items: MINUTES.map((n) => ({ label: say("last_minutes", { n }), icon: "undo-2", run: () => acts.undoPerson(person, n) })) },
      guest && { label: say("remove_person"), icon: "log-out", tone: "stop", run: () => this.remove(person) },
    ];
  }

  seats(person) {
    const none = { id: null, title: say("no_table") };
    return [...this.desk.model.tables, none].map((table) => ({
      label: table.id ? tableName(table) : table.title, on: (person.table || null) === table.id, run: () => this.desk.acts.do("person.table", { id: person.id, table: table.id }),
    }));
  }

  roles(person) {
    return ROLES.map((role) => ({ label: say(`role_${role}`), on: person.role === role, run: () => this.desk.acts.do("person.role", { id: person.id, role }) }));
  }

  async rename(person) {
    const alias = await askText({ title: say("rename_person"), label: say("alias"), value: person.alias, most: 40, ok: say("save") });
    if (alias && alias !== person.alias) await this.desk.acts.do("person.rename", { id: person.id, alias });
  }

  async remove(person) {
    const sure = await confirm({ title: say("remove_person"), text: say("remove_person_sure", { name: person.alias }), ok: say("remove_person"), tone: "stop" });
    if (sure) await this.desk.acts.do("person.remove", { id: person.id });
  }

  /** Somebody who takes part on paper. */
  async addPaper() {
    const { model, acts } = this.desk;
    const answer = await askForm("ask-paper", {}, (dialog, form) => {
      options(form.elements.table, [["", say("no_table")], ...model.tables.map((table) => [table.id, tableName(table)])]);
      form.elements.table.closest(".field").hidden = !model.tables.length;
    });
    if (!answer || !answer.alias.trim()) return;
    const reply = await acts.do("person.add", { id: newId(), alias: answer.alias.trim(), table: answer.table || null, paper: true });
    if (reply.t === "ack") toast(say("paper_added", { name: answer.alias.trim() }), { tone: "good" });
  }
}

/** How somebody is doing: words, icon, tone; `asked` says whether there is anything to be done on phones now. */
export function state(person, asked) {
  if (person.help) return [say("asks_help"), "hand", "help"];
  if (person.role !== "participant") return [say(`role_${person.role}`), null, null];
  if (person.ready && asked) return [say("is_ready"), "check", "ready"];
  if (person.paper) return [say("paper"), "file-text", null];
  return [asked ? say("at_work") : "", null, null];
}
