/** The top bar: what is worked on, whether all is saved, who is here, and the way in. */

import { byId, mark, one } from "../../ui/dom.js";
import { say } from "../../ui/words.js";

const SECOND = 1000;

export class Topbar {
  constructor(host, desk) {
    Object.assign(this, { host, desk, reached: null, status: { online: false, waiting: 0, retryIn: null } });
    one('[data-act="retry"]', host).addEventListener("click", () => desk.session.retry());
  }

  draw({ workshop, people }) {
    const title = one('[data-fill="title"]', this.host);
    if (title.textContent !== workshop.title) title.textContent = workshop.title;
    one('[data-fill="question"]', this.host).textContent = workshop.question;
    const paper = people.filter((person) => person.paper).length;
    const over = workshop.state === "closed";
    one('[data-fill="here"]', this.host).textContent = over ? say("were_here", { n: workshop.people }) : say("here", { n: workshop.people - paper });
    this.reach();
    one('[data-fill="paper"]', this.host).textContent = paper ? say("here_paper", { n: paper }) : "";
    for (const place of document.querySelectorAll("[data-door-state]")) place.hidden = place.dataset.doorState !== workshop.state;
  }

  /** How many can be reached now; nothing where nothing is said of it, or nothing can be heard. */
  reach(number = this.reached) {
    const { workshop, current } = this.desk.model;
    const open = workshop && ["lobby", "open"].includes(workshop.state);
    const silent = !open || Boolean(current && (current.rules.private || current.rules.anonymous));
    this.reached = silent ? null : number;
    one('[data-fill="reached"]', this.host).textContent = Number.isInteger(this.reached) ? say("reached", { n: this.reached }) : "";
  }

  /** Saved, waiting, or without a line; said in words and by an icon. */
  tell(status) {
    this.status = status;
    if (!status.online && this.reached !== null) this.reach(null);
    const state = !status.online ? "off" : status.waiting ? "wait" : "good";
    const conn = byId("conn");
    mark(conn, { "data-state": state });
    const text = { good: () => say("saved"), wait: () => say("saving", { n: status.waiting }), off: () => this.offline(status) }[state]();
    const place = one('[data-fill="conn"]', conn);
    if (place.textContent !== text) place.textContent = text;
    for (const icon of conn.querySelectorAll("[data-when]")) icon.toggleAttribute("hidden", icon.dataset.when !== state);
    one('[data-act="retry"]', this.host).hidden = state !== "off";
  }

  offline({ waiting, retryIn }) {
    const when = retryIn === null ? say("offline") : say("offline_retry", { n: Math.ceil(retryIn / SECOND) });
    return waiting ? `${when} · ${say("kept", { n: waiting })}` : when;
  }
}
