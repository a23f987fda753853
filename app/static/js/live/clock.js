/** The server's clock as this device can know it, from the quickest answer heard; the phone's own date is never asked. */

const monotonic = () => performance.now();

export class Clock {
  /** `tick` gives milliseconds of a clock that only goes forward. */
  constructor(tick = monotonic) {
    this.tick = tick;
    this.offset = null;
    this.quickest = Infinity;
  }

  /** The server said `now` (ms since 1970) in answer to what we asked at `asked`, by our own tick. */
  hear(now, asked) {
    const heard = this.tick();
    const trip = heard - asked;
    if (trip > this.quickest && trip > 250) return;
    this.quickest = Math.min(trip, this.quickest);
    this.offset = now + trip / 2 - heard;
  }

  /** After a sleep the tick may have stood still: the next answer counts, however slow. */
  doubt() {
    this.quickest = Infinity;
  }

  /** The server's time now, in ms since 1970; the device's own until the server has spoken. */
  now() {
    return this.offset === null ? Date.now() : Math.round(this.tick() + this.offset);
  }
}
