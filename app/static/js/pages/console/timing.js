/** Late or early: when the agenda will end, and how the middle is shortened so that the end keeps its time. */

const MINUTE = 60_000;
const LEAST = 3; // minutes nobody cuts below
const SHARE = 0.5; // of its minutes is the most that one activity gives
const NOTICE = 2; // minutes of difference worth speaking of

/** Minutes of an activity still to come; those of the current one run on from its start. */
export function remaining(activity, current, now) {
  if (activity.state === "closed") return 0;
  if (!current || activity.order > current.order) return activity.started_at ? 0 : activity.minutes;
  if (activity.id !== current.id) return 0;
  return Math.max(0, activity.minutes - (now - activity.started_at) / MINUTE);
}

/** {ends, late, minutes}: when it will end (ms), and by how many minutes after the closing time (negative: before). */
export function forecast({ workshop, activities, current }, now) {
  const minutes = activities.reduce((sum, activity) => sum + remaining(activity, current, now), 0);
  const ends = now + minutes * MINUTE;
  const late = workshop.closing_at ? Math.round((ends - workshop.closing_at) / MINUTE) : null;
  return { ends, late, minutes: Math.round(minutes) };
}

/** Whether a difference is worth speaking of. */
export const notable = (late) => late !== null && Math.abs(late) >= NOTICE;

/** The activities whose minutes may change: not begun, not pinned at the end, not the last, and longer than a moment. */
export function middle({ activities, current }) {
  const last = activities.at(-1);
  return activities.filter((activity) => (
    activity.state === "waiting" && !activity.pinned && activity !== last
    && (!current || activity.order > current.order) && activity.minutes > LEAST
  ));
}

/**
 * New minutes that bring the end back to the closing time: {changes: [{id, minutes, by}], left} where `left` are the minutes
 * that could not be found. Each gives in proportion to its length, the longest the odd minutes.
 */
export function retime(model, late) {
  const open = middle(model);
  const room = (activity) => (late > 0 ? Math.min(activity.minutes - LEAST, Math.floor(activity.minutes * SHARE)) : activity.minutes);
  const whole = open.reduce((sum, activity) => sum + room(activity), 0);
  const wanted = Math.min(Math.abs(late), whole);
  const parts = open.map((activity) => ({ activity, exact: whole ? (room(activity) * wanted) / whole : 0 }));
  for (const part of parts) part.by = Math.floor(part.exact);
  let odd = wanted - parts.reduce((sum, { by }) => sum + by, 0);
  for (const part of [...parts].sort((one, other) => (other.exact - other.by) - (one.exact - one.by))) {
    if (odd > 0 && part.by < room(part.activity)) { part.by += 1; odd -= 1; }
  }
  const sign = late > 0 ? -1 : 1;
  const changes = parts.filter(({ by }) => by > 0)
    .map(({ activity, by }) => ({ id: activity.id, minutes: activity.minutes + sign * by, by: sign * by }));
  return { changes, left: Math.abs(late) - wanted };
}
