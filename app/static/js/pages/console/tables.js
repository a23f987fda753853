/** The tables of the room: laid out, dealt to people, renamed, taken away; which has finished and which calls. */

import { byId, fill, keyed, mark, one, refill } from "../../ui/dom.js";
import { tableName, visits } from "../../ui/table.js";
import "../../ui/timer.js";
import { toast } from "../../ui/toast.js";
import { say } from "../../ui/words.js";
import { newId } from "../../live/session.js";
import { askForm, askText, confirm } from "./asking.js";
import { Hands } from "./hands.js";
import { pop } from "./pop.js";
import { seating } from "./seating.js";
import { setTimer } from "./talking.js";

const SEATS = 6; // people for whom a table is laid, when nobody says otherwise
const FEWEST = 2;
const MOST = 12;

export class Tables {
  constructor(host, desk) {
    Object.assign(this, { host, desk, hands: new Hands(desk) });
    seating(host.parentElement, (person, table) => this.seat(desk.session.get(person), table));
    const on = (name, run) => one(`[data-act="${name}"]`, host).addEventListener("click", run);
    one('[data-act="turn"]', byId("visits")).addEventListener("click", () => this.turn());
    on("lay-tables", () => this.lay());
    on("deal", () => this.deal(false));
    on("tables-more", ({ currentTarget }) => pop(currentTarget, this.more(), { title: say("tables") }));
  }

  draw(model) {
    const { tables, people, workshop } = model;
    this.hands.draw(model);
    this.visits(model);
    const closed = workshop.state === "closed";
    const loose = people.filter((person) => !tables.some(({ id }) => id === person.table)).length;
    this.host.hidden = closed && !tables.length;
    for (const part of this.host.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "some") !== tables.length > 0;
    one('[data-act="lay-tables"]', this.host).hidden = closed || tables.length > 0;
    const deal = one('[data-act="deal"]', this.host);
    deal.hidden = closed || !tables.length || !loose;
    refill(deal, { deal: say("deal_rest", { n: loose }) });
    one('[data-act="tables-more"]', this.host).hidden = closed || !tables.length;
    refill(this.host, { seating: tables.length ? say(`seating_${workshop.seating}`) : null });
    keyed(one('[data-fill="tables"]', this.host), tables, ({ id }) => id, () => this.row(), (element, table) => this.show(element, table, people));
  }

  row() {
    const element = document.adoptNode(fill("table"));
    customElements.upgrade(element); // its clock is set before the row is in the page
    const button = one("button", element);
    button.addEventListener("click", () => this.menu(button, this.desk.session.get(element.dataset.table)));
    return element;
  }

  show(element, table, people) {
    const seated = people.filter((person) => person.table === table.id);
    const calls = seated.filter(({ help }) => help);
    mark(element, { "data-table": table.id, "data-help": calls.length > 0 });
    one("o-timer", element).set(table.timer || null, () => this.desk.session.now());
    refill(element, {
      title: tableName(table), said: say("seated", { n: seated.length }), help: calls.length ? say("asks_help") : null,
      count: `${seated.filter(({ ready }) => ready).length}/${seated.length}`,
      who: seated.length ? seated.map(({ alias, host }) => (host ? say("hosts", { name: alias }) : alias)).join(", ") : say("nobody_sits"),
    });
  }

  menu(anchor, table) {
    if (table) pop(anchor, this.items(table), { title: tableName(table) });
  }

  items(table) {
    const { acts, model } = this.desk;
    const seated = model.people.filter((person) => person.table === table.id);
    const calls = seated.filter(({ help }) => help);
    return [
      calls.length && { label: say("help_given"), icon: "check", run: () => acts.all(calls.map(({ id }) => ["person.help", { id, to: false }])) },
      ...this.clock(table),
      seated.length && model.activities.some(({ rules }) => rules.visitors) && { label: say("who_hosts"), icon: "user", items: () => this.hosts(table, seated) },
      { label: say("look_table"), icon: "layout-grid", run: () => this.desk.lookAtTable(table.id) },
      { label: say("rename_table"), icon: "pencil", run: () => this.rename(table) },
      { label: say("take_table"), icon: "trash-2", tone: "stop", off: seated.length > 0, run: () => acts.do("table.remove", { id: table.id }) },
    ];
  }

  /** Who stays when the others visit. */
  hosts(table, seated) {
    const ask = (person) => this.desk.acts.do("table.host", { id: table.id, person });
    const nobody = { label: say("no_host"), on: !seated.some(({ host }) => host), run: () => ask(null) };
    return [...seated.map(({ id, alias, host }) => ({ label: alias, on: Boolean(host), run: () => ask(id) })), nobody];
  }

  /** Which round of visits it is, and who goes where. */
  visits({ current, tables, workshop }) {
    const on = current?.rules.visitors && workshop.state === "open" && tables.length > 1 && !current.revealed;
    byId("visits").hidden = !on;
    if (!on) return;
    const ways = visits(tables, current.round).map(([from, to]) => `${tableName(from)} → ${tableName(to)}`);
    refill(byId("visits"), { round: say("round", { n: Math.max(1, current.round) }), ways: ways.join(" · ") });
  }

  turn() {
    return this.desk.acts.do("visit.next", { activity: this.desk.model.current.id });
  }

  /** What can be done with a table's own time. */
  clock(table) {
    const { acts, model } = this.desk;
    if (model.workshop.state !== "open") return [];
    const { timer } = table;
    const whose = { table: table.id };
    return [
      { label: timer ? say("set_time") : say("give_time"), icon: "timer", run: () => setTimer(this.desk, table) },
      timer && { label: say("two_more"), icon: "plus", run: () => acts.do("timer.add", { ...whose, seconds: 120 }) },
      timer && timer.ends_at !== null && { label: say("pause_time"), icon: "timer", run: () => acts.do("timer.pause", whose) },
      timer && timer.ends_at === null && { label: say("go_on_time"), icon: "play", run: () => acts.do("timer.start", whose) },
      timer && { label: say("stop_time"), icon: "x", run: () => acts.do("timer.stop", whose) },
    ];
  }

  more() {
    const { acts, model } = this.desk;
    const choose = model.workshop.seating === "choose";
    return [
      { label: say("deal_all"), icon: "users", run: () => this.deal(true) },
      { label: say("seating_choose"), on: choose, run: () => acts.do("table.seating", { to: "choose" }) },
      { label: say("seating_dealt"), on: !choose, run: () => acts.do("table.seating", { to: "dealt" }) },
      { label: say("new_table"), icon: "plus", run: () => this.add() },
    ];
  }

  /** The room's tables all at once: how many, and how people come to them. */
  async lay() {
    const { acts, model } = this.desk;
    const tables = Math.min(MOST, Math.max(FEWEST, Math.round(model.people.length / SEATS) || 4));
    const answer = await askForm("ask-tables", { tables });
    if (!answer) return;
    const many = Math.min(MOST, Math.max(1, Number(answer.tables) || tables));
    await acts.all(Array.from({ length: many }, (_, at) => ["table.add", { id: newId(), title: String(at + 1) }]));
    if (answer.how === "deal") await this.deal(false);
  }

  async deal(all) {
    const { people } = this.desk.model;
    if (all && people.length && !(await confirm({ title: say("deal_all"), text: say("deal_all_sure"), ok: say("deal_all") }))) return;
    const reply = await this.desk.acts.do("table.deal", { all });
    if (reply.t === "ack") toast(say("dealt"), { tone: "good" });
  }

  async rename(table) {
    const title = await askText({ title: say("rename_table"), label: say("table_name"), value: table.title, ok: say("save") });
    if (title && title !== table.title) await this.desk.acts.do("table.rename", { id: table.id, title });
  }

  async add() {
    const title = await askText({ title: say("new_table"), label: say("table_name"), value: String(this.desk.model.tables.length + 1), ok: say("save") });
    if (title) await this.desk.acts.do("table.add", { id: newId(), title });
  }

  /** Somebody was dropped on a table. */
  seat(person, table) {
    if (person && person.table !== table) this.desk.acts.do("person.table", { id: person.id, table });
  }
}
