/** The next right thing to do, from what the records say: one name for the one large button. */

import { latest } from "./model.js";

/** {do, activity?, ballot?}: `do` is open, start, close-ballot, open-ballot, reveal-me, reveal-room, next, finish or harvest. */
export function nextStep(model) {
  const { workshop, activities, current } = model;
  if (!workshop) return null;
  if (workshop.state === "draft") return { do: "open" };
  if (workshop.state === "closed") return { do: "harvest" };
  if (!current) return activities.length ? { do: "start", activity: activities[0] } : { do: "finish" };
  return within(model, current) || onward(activities, current);
}

/** What is still to do in the activity that runs. */
function within(model, activity) {
  const ballot = latest(model.ballots, activity.id);
  if (ballot && ballot.state === "open") return { do: "close-ballot", activity, ballot };
  if (activity.state === "private") return { do: "reveal-me", activity };
  if (activity.state === "facilitators") return { do: "reveal-room", activity };
  if (activity.tool === "vote" && !ballot && activity.state !== "closed") return { do: "open-ballot", activity };
  return null;
}

/** The next activity that is still to come, or the end. */
function onward(activities, current) {
  const activity = activities.find((each) => each.order > current.order && each.state !== "closed");
  return activity ? { do: "next", activity } : { do: "finish" };
}
