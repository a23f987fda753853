/** A time of day by the clock of the room, whatever clock the device goes by: `18:42`, in western digits like the wall's. */

const known = new Map();

/** `at` in ms since 1970; `zone` is the room's time zone (`Europe/Rome`), the device's own where none is given. */
export function hour(at, lang, zone) {
  const code = lang === "qps" ? "en-GB" : lang;
  const key = `${code} ${zone}`;
  if (!known.has(key)) {
    const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: "latn", timeZone: zone || undefined };
    known.set(key, new Intl.DateTimeFormat(code, shape));
  }
  return known.get(key).format(at);
}
