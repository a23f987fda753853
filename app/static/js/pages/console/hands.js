/** Hands raised: which table calls, on the bar wherever one looks, until somebody has been there. */

import { announce } from "../../ui/announce.js";
import { byId, one, refill } from "../../ui/dom.js";
import { tableName } from "../../ui/table.js";
import { say } from "../../ui/words.js";
import { pop } from "./pop.js";

export class Hands {
  constructor(desk) {
    Object.assign(this, { desk, button: one('[data-do="hands"]', byId("topbar")), known: new Set(), title: document.title });
  }

  /** Show who calls; whoever calls anew is said once. */
  draw(model) {
    const calls = model.people.filter(({ help }) => help);
    const places = [...new Set(calls.map((person) => this.place(person)))];
    this.button.hidden = !calls.length;
    refill(this.button, { hands: places.length > 2 ? say("hands", { n: calls.length }) : places.join(", ") });
    const anew = calls.filter(({ id }) => !this.known.has(id));
    if (anew.length) announce(say("hand_of", { name: anew.map((person) => this.called(person)).join("; ") }));
    this.known = new Set(calls.map(({ id }) => id));
    document.title = calls.length ? `(${calls.length}) ${this.title}` : this.title;
  }

  /** The table that calls, or the person who has none. */
  place(person) {
    const table = this.desk.model.tables.find(({ id }) => id === person.table);
    return table ? tableName(table) : person.alias;
  }

  called(person) {
    const place = this.place(person);
    return place === person.alias ? person.alias : `${person.alias}, ${place}`;
  }

  menu() {
    const calls = this.desk.model.people.filter(({ help }) => help);
    if (!calls.length) return;
    pop(this.button, calls.map((person) => (
      { label: say("helped", { name: this.called(person) }), icon: "check", run: () => this.desk.acts.do("person.help", { id: person.id, to: false }) }
    )), { title: say("who_calls") });
  }
}
