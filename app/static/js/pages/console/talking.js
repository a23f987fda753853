/** Speaking to the room: a message to everybody, and the time there is. */

import { all, byId, fill, keyed, one } from "../../ui/dom.js";
import { tableName } from "../../ui/table.js";
import { say } from "../../ui/words.js";
import { toast } from "../../ui/toast.js";
import { ask } from "../../ui/dialog.js";
import { askForm } from "./asking.js";

const MINUTE = 60_000;

/** A message to everybody, in the workshop's own language. */
export async function message(desk) {
  const { model, acts } = desk;
  const answer = await askForm("ask-message", {}, (dialog) => {
    keyed(one('[data-fill="sent"]', dialog), model.messages.slice(0, 5), ({ id }) => id, () => fill("said"), (element, each) => {
      one('[data-fill="text"]', element).textContent = each.text;
      one('[data-fill="at"]', element).textContent = desk.hour(each.at);
    });
    one('[data-part="sent"]', dialog).hidden = !model.messages.length;
  });
  if (!answer || !answer.text.trim()) return;
  const reply = await acts.do("message.send", { text: answer.text.trim(), lang: model.workshop.languages[0] || desk.boot.lang });
  if (reply.t === "ack") toast(say("message_sent"), { tone: "good" });
}

/** Set a timer, the room's or a table's: in minutes, or until a time of day. */
export async function setTimer(desk, table = null) {
  const { model, session, acts } = desk;
  const dialog = byId("ask-timer");
  const form = one("form.ask", dialog);
  form.reset();
  form.elements.minutes.value = model.current?.minutes || 5;
  one('[data-act="stop"]', dialog).hidden = !(table || model.workshop).timer;
  one("h2", dialog).textContent = table ? say("time_of", { table: tableName(table) }) : say("time");
  for (const part of all('[data-part="then"]', form)) part.hidden = Boolean(table);
  form.elements.then.checked = !table && model.workshop.timer?.then === "lock";
  const shows = () => {
    const ms = Number(form.elements.minutes.value) * MINUTE;
    form.elements.until.value = desk.hour(session.now() + ms, "en-GB");
  };
  form.elements.minutes.oninput = shows;
  form.elements.until.oninput = () => {
    const at = desk.today(form.elements.until.value);
    if (at) form.elements.minutes.value = Math.max(1, Math.round((at - session.now()) / MINUTE));
  };
  for (const preset of dialog.querySelectorAll("[data-minutes]")) preset.onclick = () => { form.elements.minutes.value = preset.dataset.minutes; shows(); };
  shows();
  const answer = await ask(dialog);
  const whose = table ? { table: table.id } : {};
  if (answer === "stop") await acts.do("timer.stop", whose);
  if (answer === "ok") await acts.do("timer.start", { ...whose, seconds: Math.round(Number(form.elements.minutes.value) * 60), ...(form.elements.then.checked && !table ? { then: "lock" } : {}) });
}
