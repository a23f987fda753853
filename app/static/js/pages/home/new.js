/** The agenda of a workshop to be: its sum, when each step begins, and whether it fits before the end. */

import { all, byId, one } from "../../ui/dom.js";
import { boot, say } from "../../ui/words.js";
import { fit } from "./fit.js";

const MINUTE = 60_000;
const DAY = 24 * 60;

const { zone, lang, now } = boot();
const began = performance.now();
const form = byId("fresh");
const rows = all(".fresh__steps > li", form);
const boxes = rows.map((row) => one("input", row));
const clock = new Intl.DateTimeFormat(lang === "qps" ? "en-GB" : lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone, numberingSystem: "latn" });
const plain = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone });

/** Minutes from now to the end that was typed, null for another day or an end that is not one. */
function available(at) {
  const [hours, minutes] = form.elements.ends.value.split(":").map(Number);
  if (!Number.isInteger(hours) || form.elements.date.value !== day.format(at)) return null;
  const [h, m] = plain.format(at).split(":").map(Number);
  return (hours * 60 + minutes - h * 60 - m + DAY) % DAY;
}

const steps = () => rows.map((row, at) => ({ minutes: Number(boxes[at].value) || 0, pinned: row.hasAttribute("data-pinned") }));

/** When it ends, by what was typed: today's next such hour, or the same hour of another day (only its clock matters). */
function end(at) {
  const [hours, minutes] = form.elements.ends.value.split(":").map(Number);
  const [h, m] = plain.format(at).split(":").map(Number);
  const ahead = (hours * 60 + minutes - h * 60 - m + DAY) % DAY;
  return Number.isInteger(ahead) ? at - (at % MINUTE) + ahead * MINUTE : null;
}

function show() {
  const at = now + performance.now() - began;
  const total = steps().reduce((sum, { minutes }) => sum + minutes, 0);
  const ends = end(at);
  const there = available(at);
  const over = there === null ? 0 : total - there;
  byId("total").textContent = say("total", { n: total });
  byId("versus").textContent = ends === null ? "" : there === null ? say("starts", { time: clock.format(ends - total * MINUTE) })
    : over > 0 ? say("over", { n: over, time: clock.format(ends) }) : say("fits", { time: clock.format(ends) });
  byId("sum").toggleAttribute("data-over", over > 0);
  byId("fit").hidden = over <= 0;
  byId("fit").textContent = say("fit", { n: Math.max(0, there ?? 0) });
  bar(total);
  if (ends !== null) times(over > 0 ? at : ends - total * MINUTE);
}

function bar(total) {
  steps().forEach(({ minutes }, at) => byId("bar").children[at].style.setProperty("flex-grow", total ? String(minutes) : "1"));
}

function times(start) {
  let at = start;
  steps().forEach(({ minutes }, n) => {
    one("[data-at]", rows[n]).textContent = clock.format(at);
    at += minutes * MINUTE;
  });
}

for (const button of all("[data-by]", form)) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const box = one("input", button.parentElement);
    box.value = Math.max(0, Number(box.value) + Number(button.dataset.by));
    show();
  });
}
byId("fit").addEventListener("click", () => {
  fit(steps(), available(now + performance.now() - began) ?? 0).forEach((minutes, at) => { boxes[at].value = minutes; });
  show();
});
form.addEventListener("input", show);
setInterval(show, 20_000);
show();
