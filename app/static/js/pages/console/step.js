/** The next right thing to do, from what the records say: one name for the one large button. */

import { offered } from "./bring.js";
import { latest } from "./model.js";

const NOTHING = new Set();

/**
 * {do, activity?, ballot?, found?, then?}: `do` is open, start, bring, wait, close-phones, close-ballot, show-result, open-ballot,
 * reveal-me, reveal-room, next, finish or harvest. `declined` holds the activities into which nothing is to be brought; `then` is
 * what follows on a wait for notes.
 */
export function nextStep(model, declined = NOTHING) {
  const { workshop, activities, current } = model;
  if (!workshop) return null;
  if (workshop.state === "draft") return { do: "open" };
  if (workshop.state === "closed") return { do: "harvest" };
  if (!current) return activities.length ? { do: "start", activity: activities[0] } : { do: "finish" };
  const then = onward(activities, current);
  return within(model, current, declined) || (silent(model, current) ? { do: "wait", activity: current, then } : then);
}

/** Whether people were asked to write in an activity and nobody has: there is nothing to show yet. */
function silent({ notes, clusters }, activity) {
  const covered = ["private", "facilitators"].includes(activity.state) || activity.by_table;
  const here = [...notes.filter((note) => !note.from), ...clusters].some((record) => record.activity === activity.id);
  return activity.tool === "board" && covered && !activity.hidden && !here;
}

/** What is still to do in the activity that runs. */
function within(model, activity, declined) {
  const ballot = latest(model.ballots, activity.id);
  const found = declined.has(activity.id) ? null : offered(model, activity);
  if (found && model.workshop.state === "open") return { do: "bring", activity, found };
  if (silent(model, activity)) return null;
  if (ballot && ballot.state !== "closed") return { do: closing(model, ballot), activity, ballot };
  if (activity.state === "private") return { do: "reveal-me", activity };
  if (activity.state === "facilitators" || activity.by_table) return { do: "reveal-room", activity };
  if (activity.tool === "vote" && !ballot && activity.state !== "closed") return { do: "open-ballot", activity };
  return null;
}

/** How a ballot goes on: where people without a phone may still vote, phones close first and hands are counted. */
export function closing({ people, workshop }, ballot) {
  if (ballot.state === "counting") return "show-result";
  return people.some(({ paper }) => paper) && ballot.voted < workshop.people ? "close-phones" : "close-ballot";
}

/** The next activity that is still to come, or the end. */
function onward(activities, current) {
  const activity = activities.find((each) => each.order > current.order && each.state !== "closed");
  return activity ? { do: "next", activity } : { do: "finish" };
}
