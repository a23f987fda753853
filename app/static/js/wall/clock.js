/** Time on the wall: what is left, and until when by the clock of the room. */

import { clock, left } from "../ui/timer.js";

const LAST_MINUTE = 60_000;
const LAST_TEN = 10_000;

/** How a timer stands at a moment, null without one; `until` is a moment, null while it is paused. */
export function reading(timer, now) {
  const ms = left(timer, now);
  if (ms === null) return null;
  const running = timer.ends_at !== null;
  return {
    text: clock(ms), paused: !running, over: running && ms === 0, until: timer.ends_at,
    lastMinute: running && ms > 0 && ms <= LAST_MINUTE, lastTen: running && ms > 0 && ms <= LAST_TEN,
  };
}
