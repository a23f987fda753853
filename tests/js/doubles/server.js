/** A server as the protocol describes it, small enough to read: it commits, frames, acknowledges, and can be cruel. */

const T0 = 1_700_000_000_000;

/** Virtual time: `run(ms)` lets timers fire in order, with the promises between them. */
export class Time {
  constructor() {
    this.at = 0;
    this.timers = new Map();
    this.next = 1;
  }

  set(work, ms, again = null) {
    const id = this.next++;
    this.timers.set(id, { due: this.at + ms, work, again });
    return id;
  }

  async run(ms) {
    const end = this.at + ms;
    await rest();
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.due <= end).sort((a, b) => a[1].due - b[1].due)[0];
      if (!due) break;
      const [id, timer] = due;
      this.at = Math.max(this.at, timer.due);
      if (timer.again === null) this.timers.delete(id);
      else timer.due += timer.again;
      timer.work();
      await rest();
    }
    this.at = end;
  }
}

/** Wait for what no virtual time moves: hashes are made in a thread of their own. */
export async function until(done) {
  for (const end = Date.now() + 10_000; !done() && Date.now() < end;) await new Promise((resolve) => { setImmediate(resolve); });
}

/** Let everything that waits for nothing but its turn have it. */
export async function rest() {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => { setImmediate(resolve); });
}

export class Server {
  constructor(time = new Time()) {
    Object.assign(this, { time, epoch: "e1", seq: 0, log: [], acts: new Map(), records: new Map(), lines: [], heard: [] });
    this.refuse = () => null;
    this.down = false;
  }

  /** What `browser()` gives in a browser. */
  room() {
    return {
      connect: () => this.connect(), tick: () => this.time.at, clock: () => T0 + this.time.at, chance: () => 0.5,
      after: (work, ms) => this.time.set(work, ms), every: (work, ms) => this.time.set(work, ms, ms),
      stop: (id) => this.time.timers.delete(id),
    };
  }

  connect() {
    const line = { readyState: 0, cursor: null, send: (text) => this.take(line, JSON.parse(text)), close: () => this.forget(line) };
    setImmediate(() => {
      if (this.down) return this.drop(line);
      line.readyState = 1;
      this.lines.push(line);
      return line.onopen?.();
    });
    return line;
  }

  /** The network goes. */
  drop(line = this.lines[this.lines.length - 1]) {
    if (!line) return;
    this.forget(line);
    line.onclose?.();
  }

  forget(line) {
    line.readyState = 3;
    this.lines = this.lines.filter((one) => one !== line);
  }

  tell(line, message) {
    if (line.readyState === 1 && !line.deaf) line.onmessage?.({ data: JSON.stringify(message) });
  }

  take(line, message) {
    this.heard.push(message);
    if (line.deaf) return;
    if (message.t === "hello") this.greet(line, message);
    else if (message.t === "ping") this.tell(line, { t: "pong", now: T0 + this.time.at });
    else if (message.t === "cmd") this.command(line, message);
  }

  greet(line, { resume }) {
    line.cursor = resume && resume.epoch === this.epoch ? resume.cursor : 0;
    this.tell(line, { t: "welcome", v: 1, you: "me", role: "participant", epoch: this.epoch, head: this.seq, now: T0 + this.time.at, limits: {} });
    this.pull(line);
  }

  command(line, { id, k, d }) {
    const known = this.acts.get(id);
    if (known) return this.tell(line, { ...known, dup: true });
    const refusal = this.refuse({ id, k, d });
    if (refusal) return this.tell(line, { t: "reject", id, say: "no", ...refusal });
    const first = this.seq + 1;
    this.commit({ id: d.id || `r${first}`, kind: "note", ...d, by: k });
    const ack = { t: "ack", id, first, last: this.seq };
    this.acts.set(id, ack);
    this.spread();
    return this.loseAnswer ? this.drop(line) : this.tell(line, ack);
  }

  commit(record) {
    this.seq += 1;
    this.records.set(record.id, record);
    this.log.push(record.id);
  }

  spread() {
    if (this.mute) return;
    for (const line of this.lines) this.pull(line);
  }

  pull(line) {
    if (line.cursor === null || (line.cursor === this.seq && this.seq)) return;
    const whole = line.cursor === 0;
    const ids = new Set(whole ? this.records.keys() : this.log.slice(line.cursor));
    const put = [...ids].map((id) => this.records.get(id)).filter(Boolean);
    this.tell(line, { t: "frame", from: whole ? 1 : line.cursor + 1, to: this.seq, mark: `m${this.seq}`, put, drop: [], ...(whole ? { whole: true } : {}) });
    line.cursor = this.seq;
  }
}
