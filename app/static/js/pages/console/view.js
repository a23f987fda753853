/** How the console looks on this browser: guided or complete, which panel on a small screen, what to say. */

import { all, byId, one } from "../../ui/dom.js";
import { say } from "../../ui/words.js";

const VIEW = "officina:console:view";
const KEYS = "officina:console:keys";
const SPEAKER = "officina:console:notes";
const LINES = ["say", "see", "silence"];

export class View {
  constructor(desk) {
    this.desk = desk;
    this.guided = recall(VIEW, "first") === "first";
    this.keys = recall(KEYS, "on") === "on";
    this.speaker = recall(SPEAKER, "on") === "on";
    for (const button of all("[data-panel-of]")) button.addEventListener("click", () => this.panel(button.dataset.panelOf));
    byId("view-guided").addEventListener("change", (event) => this.setGuided(event.target.checked));
    byId("keys-on").addEventListener("change", (event) => this.setKeys(event.target.checked));
    this.show();
    this.panel("board");
  }

  setGuided(on) {
    this.guided = on;
    keep(VIEW, on ? "first" : "whole");
    this.show();
  }

  setKeys(on) {
    this.keys = on;
    keep(KEYS, on ? "on" : "off");
    this.show();
  }

  setSpeaker(on) {
    this.speaker = on;
    keep(SPEAKER, on ? "on" : "off");
    this.show();
  }

  /** The rest of the bench in the guided view: shown or put away. */
  more(on = !document.body.hasAttribute("data-more")) {
    document.body.toggleAttribute("data-more", on);
    one('[data-act="rest"]').setAttribute("aria-expanded", String(on));
  }

  show() {
    document.body.dataset.view = this.guided ? "first" : "whole";
    document.body.toggleAttribute("data-no-keys", !this.keys);
    byId("view-guided").checked = this.guided;
    byId("keys-on").checked = this.keys;
    byId("speaker").hidden = !this.speaker || !byId("speaker").dataset.any;
    one('[data-act="speaker"]').setAttribute("aria-pressed", String(this.speaker));
    this.more(false);
  }

  /** On a small screen one panel at a time. */
  panel(name) {
    document.body.dataset.panel = name;
    for (const button of all("[data-panel-of]")) button.setAttribute("aria-pressed", String(button.dataset.panelOf === name));
  }

  /** What the method's author tells whoever leads: what to say, what to see, what to do in silence. */
  notes(activity) {
    const place = byId("speaker");
    const words = activity ? activity.words[this.desk.boot.lang] || activity.words[this.desk.model.workshop.languages[0]] || {} : {};
    for (const line of LINES) {
      const row = one(`[data-line="${line}"]`, place);
      row.hidden = !words[line];
      one("[data-fill]", row).textContent = words[line] || "";
    }
    const any = LINES.some((line) => words[line]);
    if (any) place.dataset.any = "";
    else delete place.dataset.any;
    place.hidden = !any || !this.speaker;
  }

  /** Another step than the room's is looked at: said, with the way back. */
  elsewhere({ viewed, current, workshop, looking }) {
    const place = byId("elsewhere");
    const over = workshop.state === "closed" && looking;
    const away = Boolean(viewed && current && viewed.id !== current.id && workshop.state === "open");
    place.hidden = !away && !over;
    if (over) one('[data-fill="text"]', place).textContent = say("elsewhere_over", { title: viewed.title });
    else if (away) one('[data-fill="text"]', place).textContent = say("elsewhere", { title: viewed.title, now: current.title });
  }
}

function recall(key, usual) {
  try {
    return localStorage.getItem(key) || usual;
  } catch {
    return usual;
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without a place to keep it the choice holds for this page.
  }
}
