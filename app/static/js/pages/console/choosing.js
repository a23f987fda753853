/** Which notes are chosen, which one the keyboard stands on, and how the arrows walk over the board. */

import { all, one } from "../../ui/dom.js";

const SPOTS = ".note[data-id], .cluster__label, .outline__what";

export class Choosing {
  /** `host` holds the board; `moved()` is called when the choice is another. */
  constructor(host, moved) {
    Object.assign(this, { host, moved, chosen: new Set(), at: null });
    host.addEventListener("focusin", (event) => this.stand(event.target.closest(SPOTS)));
    host.addEventListener("click", (event) => this.click(event));
  }

  /** The ids of what is chosen and still there; otherwise of the note the keyboard stands on. */
  ids(fallback = null) {
    if (this.chosen.size) return [...this.chosen];
    return fallback ? [fallback] : [];
  }

  toggle(id) {
    if (!this.chosen.delete(id)) this.chosen.add(id);
    this.moved();
  }

  clear() {
    if (!this.chosen.size) return false;
    this.chosen.clear();
    this.moved();
    return true;
  }

  /** Forget what is no longer on the board. */
  keep(known) {
    for (const id of this.chosen) if (!known(id)) this.chosen.delete(id);
  }

  click(event) {
    const note = event.target.closest(".note[data-id]");
    if (!note || event.target.closest("button, a")) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || this.chosen.size) this.toggle(note.dataset.id);
    note.focus({ preventScroll: true });
  }

  /** One note or label is in the tab order; the others are reached by the arrows. */
  stand(spot) {
    if (!spot || spot === this.at) return;
    if (this.at?.isConnected) this.at.tabIndex = -1;
    spot.tabIndex = 0;
    this.at = spot;
  }

  /** After drawing: somebody must be reachable, and whoever stood on a note that was moved still does. */
  settle(before) {
    if (before && !before.element.isConnected && document.activeElement === document.body) {
      one(`[data-id="${before.id}"]`, this.host)?.focus({ preventScroll: true });
    }
    if (this.at?.isConnected && this.at.tabIndex === 0) return;
    const first = one(SPOTS, this.host);
    if (first) { first.tabIndex = 0; this.at = first; }
  }

  /** The note or label that has the focus: {id, element, kind}. */
  standing() {
    const element = document.activeElement?.closest?.(SPOTS);
    if (!element || !this.host.contains(element)) return null;
    const label = element.matches('.cluster__label, [data-kind="cluster"]');
    return { id: element.dataset.id || element.closest(".cluster").dataset.id, element, kind: label ? "cluster" : "note" };
  }

  /** Go to the nearest note or label in the direction of an arrow. */
  walk(arrow) {
    const from = this.standing()?.element || this.at;
    const spots = all(SPOTS, this.host).filter((spot) => spot.offsetParent);
    const next = nearest(from, spots, arrow);
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

/** The spot that lies closest in a direction; what is off the straight line counts double. */
export function nearest(from, spots, arrow) {
  const here = middle(from);
  const along = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[arrow];
  let best = null;
  let least = Infinity;
  for (const spot of spots) {
    if (spot === from) continue;
    const there = middle(spot);
    const dx = there.x - here.x;
    const dy = there.y - here.y;
    const ahead = dx * along[0] + dy * along[1];
    const off = Math.abs(dx * along[1]) + Math.abs(dy * along[0]);
    if (ahead > 4 && ahead + 2 * off < least) { best = spot; least = ahead + 2 * off; }
  }
  return best;
}

function middle(element) {
  const box = element.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 120) / 2 };
}
