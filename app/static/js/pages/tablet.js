/** A table's tablet between turns: what is going on, the time, and names to touch; nobody's own notes are ever here. */

import { openSession } from "../live/session.js";
import { wordsOf } from "../phone/state.js";
import { all, byId, one, refill } from "../ui/dom.js";
import "../ui/timer.js";
import { boot as readBoot } from "../ui/words.js";

const boot = readBoot();

// A turn takes the place of this page, so that going back leads into nobody's turn.
for (const link of all("a[data-turn]")) {
  link.addEventListener("click", (event) => { event.preventDefault(); location.replace(link.href); });
}

if (boot.live) {
  const session = openSession({ workshop: boot.workshop, scope: "current", as: "wall", outbox: false });
  session.on("change", () => {
    const workshop = session.get(boot.workshop);
    if (!workshop) return;
    const activity = workshop.current && session.get(workshop.current);
    const table = boot.table && session.get(boot.table);
    if (activity) {
      const { title, prompt } = wordsOf(activity, boot.lang, boot.own);
      refill(byId("main"), { title, prompt: prompt === title ? null : prompt });
    }
    one("o-timer").set((table && table.timer) || workshop.timer, () => session.now());
    document.body.dataset.stage = workshop.stage || "frame";
  });
}
