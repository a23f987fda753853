/** What the end of a timer does, read by each screen off its clock. */

/** Whether the end of a timer has locked what people write: nothing on the server ticks, everyone looks at the clock. */
export function locks(timer, now) {
  return Boolean(timer && timer.then === "lock" && timer.ends_at !== null && now >= timer.ends_at);
}
