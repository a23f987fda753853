/** One activity's words and rules: says when somebody else has changed them, and keeps what was typed. */

import { notice, page, typed, watchAgenda } from "./plan/elsewhere.js";

const form = document.querySelector("form.change");
const [, , workshop] = location.pathname.split("/");
let shown = form.elements.seen.value;

watchAgenda(workshop, async () => {
  const fresh = await page(location.href).catch(() => document);
  const now = fresh?.querySelector("[name=seen]")?.value;
  if (now === shown) return;
  shown = now;
  if (!fresh) return notice("gone", form);
  const made = notice(typed(form).length ? "both" : "changed", form);
  made.querySelector("button").addEventListener("click", () => (typed(form).length ? form.requestSubmit() : location.reload()));
});
