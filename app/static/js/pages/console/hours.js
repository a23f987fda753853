/** Times and days by the library's clock, wherever the facilitator's device believes to be. */

import { hour as written } from "../../ui/hour.js";

const MINUTE = 60_000;
const DAY = 24 * 60;

/**
 * `hour(at, lang)` writes a moment as HH:MM; `today("HH:MM")` is the next such moment, in ms, null for anything else.
 * `date(at)` is the day of a moment as date fields have it, `noon("YYYY-MM-DD")` the middle of a day.
 */
export function wallClock(boot, session) {
  const hour = (at, lang = boot.lang) => written(at, lang, boot.zone);
  const today = (text) => {
    const [hours, minutes] = (text || "").split(":").map(Number);
    if (!Number.isInteger(hours) || !Number.isInteger(minutes)) return null;
    const now = session.now();
    const [h, m] = hour(now, "en-GB").split(":").map(Number);
    return now - (now % MINUTE) + ((((hours - h) * 60 + minutes - m) % DAY) + DAY) % DAY * MINUTE;
  };
  const days = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: boot.zone });
  const date = (at) => days.format(at);
  const noon = (text) => {
    const guess = Date.parse(`${text}T12:00:00Z`);
    const [h, m] = hour(guess, "en-GB").split(":").map(Number);
    const off = (Date.parse(`${date(guess)}T00:00:00Z`) - Date.parse(`${text}T00:00:00Z`)) / MINUTE + (h - 12) * 60 + m;
    return guess - off * MINUTE;
  };
  return { hour, today, date, noon };
}
