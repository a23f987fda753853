/** Moving notes by keyboard: Space picks up, arrows go from place to place, Space or Enter puts down, Escape lets be. */

import { announce } from "../../ui/announce.js";
import { all } from "../../ui/dom.js";
import { say } from "../../ui/words.js";

export class Lifting {
  /** `drop(ids, target)` is told where they were put. */
  constructor(host, drop) {
    Object.assign(this, { host, drop, held: null, at: -1 });
  }

  get places() {
    return all("[data-drop]", this.host).filter((place) => place.offsetParent);
  }

  lift(ids, element) {
    this.held = { ids, element };
    document.body.dataset.lifting = "";
    element.dataset.lifted = "";
    this.at = this.places.indexOf(element.closest("[data-drop]"));
    this.point();
    announce(say("lifted", { n: ids.length }));
  }

  /** Handle a key while something is held; true when it was ours. */
  key(event) {
    if (!this.held) return false;
    const places = this.places;
    if (event.key === "Escape") this.end(say("let_be"));
    else if (event.key === " " || event.key === "Enter") this.put(places[this.at]);
    else if (["ArrowRight", "ArrowDown"].includes(event.key)) this.step(1, places);
    else if (["ArrowLeft", "ArrowUp"].includes(event.key)) this.step(-1, places);
    else return event.key.length === 1;
    return true;
  }

  step(by, places) {
    if (!places.length) return;
    this.at = (this.at + by + places.length) % places.length;
    this.point();
    announce(name(places[this.at]));
  }

  point() {
    const places = this.places;
    for (const [at, place] of places.entries()) place.toggleAttribute("data-over", at === this.at);
    places[this.at]?.scrollIntoView({ block: "nearest" });
  }

  put(place) {
    const { ids } = this.held;
    const target = place && { kind: place.dataset.drop, id: place.dataset.id ?? place.dataset.zone ?? "" };
    this.end(place ? say("put_in", { place: name(place) }) : say("let_be"));
    if (target) this.drop(ids, target);
  }

  end(text) {
    this.held.element.removeAttribute("data-lifted");
    for (const place of this.places) place.removeAttribute("data-over");
    delete document.body.dataset.lifting;
    this.held = null;
    announce(text);
  }
}

const name = (place) => place.querySelector('[data-fill="title"]')?.textContent || "";
