/** Times of day by the library's clock, wherever the facilitator's device believes to be. */

const MINUTE = 60_000;
const DAY = 24 * 60;

/** `hour(at, lang)` writes a moment as HH:MM; `today("HH:MM")` is the next such moment, in ms, null for anything else. */
export function wallClock(boot, session) {
  const known = new Map();
  const format = (lang) => {
    const code = lang === "qps" ? "en-GB" : lang;
    if (!known.has(code)) known.set(code, new Intl.DateTimeFormat(code, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: boot.zone, numberingSystem: "latn" }));
    return known.get(code);
  };
  const hour = (at, lang = boot.lang) => format(lang).format(at);
  const today = (text) => {
    const [hours, minutes] = (text || "").split(":").map(Number);
    if (!Number.isInteger(hours) || !Number.isInteger(minutes)) return null;
    const now = session.now();
    const [h, m] = hour(now, "en-GB").split(":").map(Number);
    return now - (now % MINUTE) + ((((hours - h) * 60 + minutes - m) % DAY) + DAY) % DAY * MINUTE;
  };
  return { hour, today };
}
