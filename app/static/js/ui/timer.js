/** `<o-timer>`: the time left, by the server's clock; it breathes in its last ten seconds. */

const SPOKEN = [120, 30]; // seconds left at which the time is said, besides half of it

/** Minutes and seconds with western digits, as on the wall. */
export function clock(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const rest = String(seconds % 60).padStart(2, "0");
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${rest}`;
}

/** Milliseconds left of a timer record, null without one. */
export function left(timer, now) {
  if (!timer) return null;
  return timer.ends_at === null ? timer.left : Math.max(0, timer.ends_at - now);
}

/** How many of `moments` (seconds left) were passed between two looks; the smallest of them, or null. */
export function passed(before, now, seconds) {
  const moments = [Math.floor(seconds / 2), ...SPOKEN].filter((moment) => moment > 0 && moment < seconds);
  const found = moments.filter((moment) => before > moment * 1000 && now <= moment * 1000);
  return found.length ? Math.min(...found) : null;
}

class Timer extends HTMLElement {
  connectedCallback() {
    this.beat = setInterval(() => this.show(), 250);
  }

  disconnectedCallback() {
    clearInterval(this.beat);
  }

  /** Show this timer record (null hides); `now()` is the server's clock; `spoken(seconds)` is told what to announce. */
  set(timer, now, spoken = () => {}) {
    const same = JSON.stringify(timer) === JSON.stringify(this.timer);
    Object.assign(this, { timer, now, spoken });
    if (!same) this.before = null;
    this.show();
  }

  show() {
    if (!this.now) return;
    const ms = left(this.timer, this.now());
    this.hidden = ms === null;
    if (ms === null) return;
    const text = clock(ms);
    if (this.textContent !== text) this.textContent = text;
    this.toggleAttribute("data-last-minute", ms <= 60_000 && ms > 0 && this.timer.ends_at !== null);
    this.toggleAttribute("data-last-ten", ms <= 10_000 && ms > 0 && this.timer.ends_at !== null);
    this.toggleAttribute("data-paused", this.timer.ends_at === null);
    this.toggleAttribute("data-over", ms === 0);
    this.announce(ms);
  }

  announce(ms) {
    const before = this.before;
    this.before = ms;
    if (before === null || before === undefined || this.timer.ends_at === null) return;
    const moment = ms === 0 && before > 0 ? 0 : passed(before, ms, this.timer.seconds);
    if (moment !== null) this.spoken(moment);
  }
}

if (!customElements.get("o-timer")) customElements.define("o-timer", Timer);
