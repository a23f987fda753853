/** "I have finished": told to whoever leads as a number, and taken back as easily. */

import { announce } from "../ui/announce.js";
import { mark } from "../ui/dom.js";
import { say } from "../ui/words.js";

/** Make a button say it, and unsay it. */
export function readyButton(button, ctx) {
  button.addEventListener("click", () => {
    const to = !(ctx.found.me && ctx.found.me.ready);
    ctx.session.propose("person.ready", { id: ctx.boot.you, to });
    if (to) announce(say("readyYes"));
  });
}

/** Show what it would do now; `change` is what it says to somebody who has finished. */
export function showReady(button, me, change = "notReady") {
  const ready = Boolean(me && me.ready);
  mark(button, { "aria-pressed": String(ready), "data-ready": ready });
  button.textContent = say(ready ? change : "ready");
}
