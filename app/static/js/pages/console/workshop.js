/** The workshop's own words and end: title, question, closing time. */

import { askForm } from "./asking.js";

export async function changeWorkshop(desk) {
  const { workshop } = desk.model;
  const closing = workshop.closing_at ? desk.hour(workshop.closing_at, "en-GB") : "";
  const answer = await askForm("ask-workshop", { title: workshop.title, question: workshop.question, time: closing });
  if (!answer || !answer.title.trim()) return;
  const d = { title: answer.title.trim(), question: answer.question.trim() };
  if (answer.time && answer.time !== closing) d.closing_at = desk.today(answer.time);
  await desk.acts.do("workshop.set", d);
}
