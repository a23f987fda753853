/** The evidence of a sentence, picked from everything that the room wrote. */

import { all, byId, fill, one } from "../../ui/dom.js";
import { ask } from "../../ui/dialog.js";
import { say } from "../../ui/words.js";

/** Pick for one sentence; resolves once the choice is made or left. */
export async function pick(row) {
  const dialog = byId("picker");
  const has = new Map(all('[name="evidence"]', row).map((box) => [box.value, box]));
  for (const box of all("[data-picks] input", dialog)) box.checked = Boolean(has.get(box.value)?.checked);
  byId("pick-q").value = "";
  search("");
  if ((await ask(dialog)) !== "take") return;
  for (const box of all("[data-picks] input", dialog)) {
    const known = has.get(box.value);
    if (known) known.checked = box.checked;
    else if (box.checked) one("[data-proofs]", row).append(proof(box));
  }
  one("details", row).open = true;
  one("[data-pick]", row).focus();
}

function proof(box) {
  const made = fill("proof", { text: one("[data-said]", box.closest("li")).textContent });
  one("input", made).value = box.value;
  return made;
}

function search(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of all("[data-picks] > li")) {
    item.hidden = !words.every((word) => item.dataset.text.includes(word));
    shown += item.hidden ? 0 : 1;
  }
  one("[data-none]").hidden = shown > 0;
  one("[data-found]").textContent = words.length ? say("proofs", { n: shown }) : "";
}

document.addEventListener("input", (event) => { if (event.target.id === "pick-q") search(event.target.value); });
document.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.id === "pick-q") event.preventDefault(); });
