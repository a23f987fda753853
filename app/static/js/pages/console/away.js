/** The sign-in ran out in mid-work: what was typed stays, a new tab signs in, and the line comes back by itself. */

import { byId } from "../../ui/dom.js";

const ASK = 3000;
const PATIENCE = 2500; // ms without a line before anybody is asked why

export class Away {
  constructor(session) {
    Object.assign(this, { session, dialog: byId("away"), since: 0, timer: null });
    session.on("status", ({ online }) => (online ? this.back() : this.lost()));
    session.on("bye", () => this.ask());
    addEventListener("focus", () => { if (this.dialog.open) this.ask(); });
  }

  lost() {
    if (this.timer) return;
    this.timer = setTimeout(() => this.ask(), PATIENCE);
  }

  back() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.dialog.open) this.dialog.close();
  }

  /** Is it the network, or are we signed out? Asked again until the line stands. */
  async ask() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), ASK);
    const answer = await fetch("/session", { cache: "no-store" }).catch(() => null);
    if (!answer || this.session.status.online) return;
    if (answer.status === 401 && !this.dialog.open) this.dialog.showModal();
    if (answer.status === 204 && this.dialog.open) {
      this.dialog.close();
      this.session.retry();
    }
  }
}
