/** Times and days by the clock of the room, whatever clock the device goes by: `18:42`, `30 maggio`, in western digits like the wall's. */

const known = new Map();

/** `at` in ms since 1970; `zone` is the room's time zone (`Europe/Rome`), the device's own where none is given. */
export function hour(at, lang, zone) {
  return shape(lang, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** The day of a moment, as one says it: `30 maggio`. */
export function day(at, lang, zone) {
  return shape(lang, zone, { day: "numeric", month: "long" }).format(at);
}

/** The name of the sentence for a day: Italian elides before the eighth and the eleventh, `l'8 maggio`. */
export function by(name, at, zone) {
  const number = shape("en-GB", zone, { day: "numeric" }).format(at);
  return number === "8" || number === "11" ? `${name}_elided` : name;
}

function shape(lang, zone, parts) {
  const code = lang === "qps" ? "en-GB" : lang;
  const key = [code, zone, ...Object.keys(parts)].join(" ");
  if (!known.has(key)) known.set(key, new Intl.DateTimeFormat(code, { ...parts, numberingSystem: "latn", timeZone: zone || undefined }));
  return known.get(key);
}
