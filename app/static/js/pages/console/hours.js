/** Times of day by the library's clock, wherever the facilitator's device believes to be. */

import { hour as written } from "../../ui/hour.js";

const MINUTE = 60_000;
const DAY = 24 * 60;

/** `hour(at, lang)` writes a moment as HH:MM; `today("HH:MM")` is the next such moment, in ms, null for anything else. */
export function wallClock(boot, session) {
  const hour = (at, lang = boot.lang) => written(at, lang, boot.zone);
  const today = (text) => {
    const [hours, minutes] = (text || "").split(":").map(Number);
    if (!Number.isInteger(hours) || !Number.isInteger(minutes)) return null;
    const now = session.now();
    const [h, m] = hour(now, "en-GB").split(":").map(Number);
    return now - (now % MINUTE) + ((((hours - h) * 60 + minutes - m) % DAY) + DAY) % DAY * MINUTE;
  };
  return { hour, today };
}
