/** One line to a workshop, kept alive: hello, signs of life, and coming back when it is lost. */

export const QUIET = 10_000; // ms without traffic until we ask for a sign of life
export const SILENT = 25_000; // ms without hearing anything until the line counts as dead
const SOON = 5_000; // ms an answer may take after a sleep
const FIRST = 500;
const LONGEST = 15_000;
const FINAL = new Set(["not_allowed", "bad_hello", "removed"]);

export class Socket {
  /**
   * `hello()` makes the first message; `heard(message)` gets every other one; `state({online, retryIn})` hears of
   * coming and going; `over(code)` that there is no coming back. `room` is what browsers bring, for tests to replace.
   */
  constructor({ url, hello, heard, state, over, room = browser() }) {
    Object.assign(this, { url, hello, heard, state, over, room });
    this.socket = null;
    this.welcomed = false;
    this.tries = 0;
    this.retry = null;
    this.retryAt = null;
    this.ended = false;
  }

  /** Begin, and stay until `end`. */
  open() {
    this.ended = false;
    this.beat = this.room.every(() => this.live(), 1000);
    this.dial();
  }

  /** Leave for good. */
  end() {
    this.ended = true;
    this.room.stop(this.beat);
    this.room.stop(this.retry);
    this.hang();
  }

  /** Send a message, if the line stands; what does not go now is sent again by whoever keeps it. */
  say(message) {
    if (!this.socket || this.socket.readyState !== 1) return false;
    this.socket.send(JSON.stringify(message));
    this.saidAt = this.room.tick();
    return true;
  }

  /** Try at once instead of waiting. */
  hurry() {
    if (this.ended || this.socket) return;
    this.tries = 0;
    this.dial();
  }

  /** After a sleep: ask for a sign of life, and do not wait long for it. */
  wake() {
    if (this.ended) return;
    if (!this.socket) this.hurry();
    else if (this.say({ t: "ping", now: this.room.clock() })) this.askedAt = this.room.tick();
  }

  /** Forget this line and come back at once with a new hello. */
  renew() {
    this.lost(0);
  }

  dial() {
    this.room.stop(this.retry);
    this.retryAt = null;
    const socket = this.room.connect(this.url);
    this.socket = socket;
    this.welcomed = false;
    this.askedAt = null;
    this.saidAt = this.room.tick();
    this.heardAt = this.room.tick();
    socket.onopen = () => this.greet(socket);
    socket.onmessage = (event) => this.hear(socket, event.data);
    socket.onclose = () => { if (socket === this.socket) this.lost(); };
  }

  greet(socket) {
    if (socket !== this.socket) return;
    this.helloAt = this.room.tick();
    this.say(this.hello());
  }

  hear(socket, data) {
    if (socket !== this.socket) return;
    const message = JSON.parse(data);
    this.heardAt = this.room.tick();
    if (message.t === "bye") this.farewell(message);
    else {
      if (message.t === "welcome") this.arrive();
      else if (message.t === "ping") this.say({ t: "pong", now: this.room.clock() });
      this.heard(message, message.t === "welcome" ? this.helloAt : this.askedAt);
      if (message.t === "pong") this.askedAt = null;
    }
  }

  arrive() {
    this.welcomed = true;
    this.tries = 0;
    this.state({ online: true, retryIn: null });
  }

  farewell({ code, after }) {
    if (FINAL.has(code)) {
      this.end();
      this.state({ online: false, retryIn: null });
      this.over(code);
    } else this.lost(after * (1 + this.room.chance()));
  }

  live() {
    if (!this.socket) return;
    const now = this.room.tick();
    if (this.askedAt !== null && this.askedAt > this.heardAt && now - this.askedAt > SOON) this.lost(0);
    else if (now - this.heardAt > SILENT) this.lost(0);
    else if (this.welcomed && this.askedAt === null && now - Math.max(this.heardAt, this.saidAt) >= QUIET) {
      if (this.say({ t: "ping", now: this.room.clock() })) this.askedAt = now;
    }
  }

  lost(pause = this.pause()) {
    this.hang();
    if (this.ended) return;
    this.tries += 1;
    this.room.stop(this.retry);
    this.retryAt = this.room.tick() + pause;
    this.retry = this.room.after(() => this.dial(), pause);
    this.state({ online: false, retryIn: pause });
  }

  hang() {
    const socket = this.socket;
    this.socket = null;
    this.welcomed = false;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** Twice as long each time, and never two phones at the same moment. */
  pause() {
    const most = Math.min(LONGEST, FIRST * 2 ** this.tries);
    return Math.round(most * (0.5 + this.room.chance() / 2));
  }
}

/** What a browser brings. */
export function browser() {
  return {
    connect: (url) => new WebSocket(url, "officina.v1"),
    tick: () => performance.now(),
    clock: () => Date.now(),
    chance: Math.random,
    after: (work, ms) => setTimeout(work, ms),
    every: (work, ms) => setInterval(work, ms),
    stop: (timer) => { clearTimeout(timer); clearInterval(timer); },
  };
}
