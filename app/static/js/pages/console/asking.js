/** Small questions in a dialog: a name, a number, a choice; the answer comes as the form's values. */

import { ask } from "../../ui/dialog.js";
import { byId, one } from "../../ui/dom.js";
import { say } from "../../ui/words.js";

/** Open a dialog that holds a form; resolves with its values, or null when it was left. */
export async function askForm(id, values = {}, prepare = () => {}) {
  const dialog = byId(id);
  const form = one("form.ask", dialog);
  form.reset();
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (!field) continue;
    if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = value ?? "";
  }
  prepare(dialog, form);
  const answer = ask(dialog);
  one("[data-first]", form)?.select?.();
  if ((await answer) !== "ok") return null;
  return Object.fromEntries(new FormData(form));
}

/** Ask for one line of text. Resolves with it, trimmed, or null. */
export async function askText({ title, label, value = "", most = 200, ok }) {
  const answer = await askForm("ask-text", { text: value }, (dialog, form) => {
    one('[data-fill="title"]', dialog).textContent = title;
    one('[data-fill="label"]', dialog).textContent = label;
    one('[data-fill="ok"]', dialog).textContent = ok;
    form.elements.text.maxLength = most;
  });
  return answer && answer.text.trim();
}

/** Ask whether to go on with something that cannot simply be taken back. */
export async function confirm({ title, text, ok, tone = "go" }) {
  const dialog = byId("ask-sure");
  one('[data-fill="title"]', dialog).textContent = title;
  one('[data-fill="text"]', dialog).textContent = text;
  const button = one('[data-fill="ok"]', dialog);
  button.textContent = ok;
  button.classList.toggle("btn--stop", tone === "stop");
  button.classList.toggle("btn--go", tone === "go");
  return (await ask(dialog)) === "ok";
}

/** Nobody has written yet: what the card says to do then, and the way on all the same. */
export async function wait({ boot, model }, { activity }, goOn) {
  const words = activity.words?.[boot.lang] || activity.words?.[model.workshop.languages[0]] || {};
  if (await confirm({ title: say("wait_title"), text: words.silence || say("wait_how"), ok: say("wait_ok") })) await goOn();
}
