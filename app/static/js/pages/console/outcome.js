/** From an idea to a proposal: asked of the server, and opened where it is written. */

import { say } from "../../ui/words.js";
import { toast } from "../../ui/toast.js";
import { saying } from "./model.js";

const TEMPLATE = "proposal";

/** Whether a proposal can be about what lies in an activity: by what it was written or voted on for, and when all is over. */
export function proposable({ boot, model }, activity) {
  const begins = new Set(boot.begins || []);
  return model.workshop.state === "closed" || Boolean(activity?.rules.feeds?.some((key) => begins.has(key)));
}

export const outcome = {
  /** Where a proposal is read and written. */
  address: (id) => `/o/${id}`,

  /** Open the proposal drafted from a note or a cluster beside the console; draft it when there is none yet. */
  async draft(desk, record) {
    const known = desk.model.outcomes.find((each) => each.from === record.id);
    if (known) {
      open(outcome.address(known.id), "_blank");
      return;
    }
    const page = open("about:blank", "_blank");
    const answer = await ask(desk.boot.workshop, record);
    if (answer.id) {
      toast(say("drafted", { title: saying(record, 40) }), { tone: "good", action: { label: say("open_it"), run: () => open(outcome.address(answer.id), "_blank") } });
      if (page) page.location.href = outcome.address(answer.id);
      return;
    }
    page?.close();
    toast(answer.detail || say("draft_failed"), { tone: "stop" });
  },
};

async function ask(workshop, record) {
  const answer = await fetch(`/api/v1/workshops/${workshop}/outcomes`, {
    method: "POST", headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ template: TEMPLATE, from: record.id }),
  }).catch(() => null);
  return answer ? answer.json().catch(() => ({})) : {};
}
