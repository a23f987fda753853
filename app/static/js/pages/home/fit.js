/** Minutes fitted to the time there is: pinned steps stay, the others give or take in proportion (largest remainders). */

const FLOOR = 3; // minutes below which a step makes no sense

/** The new minutes, in order; what cannot be cut stays over. `steps` [{minutes, pinned}]. */
export function fit(steps, available) {
  const free = steps.filter((step) => !step.pinned);
  const fixed = steps.filter((step) => step.pinned).reduce((sum, { minutes }) => sum + minutes, 0);
  const least = (step) => Math.min(FLOOR, step.minutes);
  const room = Math.max(available - fixed, free.reduce((sum, step) => sum + least(step), 0));
  const exact = shares(free, room, least);
  const whole = new Map(free.map((step) => [step, Math.floor(exact.get(step))]));
  let odd = Math.round(room - [...whole.values()].reduce((sum, each) => sum + each, 0));
  for (const step of [...free].sort((one, other) => (exact.get(other) % 1) - (exact.get(one) % 1))) {
    if (odd <= 0) break;
    whole.set(step, whole.get(step) + 1);
    odd -= 1;
  }
  return steps.map((step) => (step.pinned ? step.minutes : whole.get(step)));
}

/** What each free step gets of the room, none below its least. */
function shares(free, room, least) {
  const found = new Map();
  let open = [...free];
  let left = room;
  while (open.length) {
    const total = open.reduce((sum, { minutes }) => sum + minutes, 0);
    const given = (step) => (total ? (left * step.minutes) / total : left / open.length);
    const low = open.filter((step) => given(step) < least(step));
    if (!low.length) {
      for (const step of open) found.set(step, given(step));
      break;
    }
    for (const step of low) { found.set(step, least(step)); left -= least(step); }
    open = open.filter((step) => !low.includes(step));
  }
  return found;
}
