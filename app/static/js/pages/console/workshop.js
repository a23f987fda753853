/** The workshop as a whole: its title, question and end, by when the library answers, and closing it. */

import { askForm } from "./asking.js";

export async function changeWorkshop(desk) {
  const { workshop } = desk.model;
  const closing = workshop.closing_at ? desk.hour(workshop.closing_at, "en-GB") : "";
  const answer = await askForm("ask-workshop", { title: workshop.title, question: workshop.question, time: closing, ...promised(desk) });
  if (!answer || !answer.title.trim()) return;
  const d = { title: answer.title.trim(), question: answer.question.trim(), ...changed(desk, answer) };
  if (answer.time && answer.time !== closing) d.closing_at = desk.today(answer.time);
  await desk.acts.do("workshop.set", d);
}

/** Close, after saying what that means and asking by when the library answers. */
export async function finish(desk) {
  const answer = await askForm("ask-finish", promised(desk), (dialog, form) => { form.elements.answer.min = desk.date(desk.session.now()); });
  if (!answer) return;
  const d = changed(desk, answer);
  await desk.acts.all([...("answer_by" in d ? [["workshop.set", d]] : []), ["workshop.close", {}]]);
}

/** The day of the answer as a date field has it. */
function promised({ model, date }) {
  return { answer: model.workshop.answer_by ? date(model.workshop.answer_by) : "" };
}

/** What to set when another day was typed, or the day was taken away. */
function changed(desk, { answer }) {
  if (answer === promised(desk).answer) return {};
  return { answer_by: answer ? desk.noon(answer) : 0 };
}
