/** From a wish to its answer: guessed at once, kept on this device, sent by one of its tabs, settled in all of them. */

import { guessFor } from "./guesses.js";
import { newId } from "./ids.js";
import { Outbox } from "./outbox.js";

export class Delivery {
  /**
   * `store` shows guesses; `shelf` (a promise) keeps; `key` names whose commands these are; `me()` is who is spoken for;
   * `say(message)` puts one on the line; `upload(command)` brings pictures; `emit(name, detail)` tells the page.
   */
  constructor({ store, shelf, key, me, say, upload, emit, status, tabs }) {
    Object.assign(this, { store, me, say, upload, emit, status });
    this.promises = new Map();
    this.acked = [];
    this.keeping = 0;
    this.outbox = null;
    this.tabs = null;
    this.ready = Promise.resolve(shelf).then((found) => this.furnish(found, key, tabs));
  }

  async furnish(shelf, key, Tabs) {
    this.outbox = new Outbox({
      shelf, key, send: (command) => this.say(worded(command)), upload: this.upload, moved: this.status,
      answered: (command, answer) => this.answered(command, answer),
    });
    const lead = () => this.load().then(() => this.outbox.lead(true));
    this.tabs = shelf.lasting ? new Tabs(key, { lead, hear: (said) => this.neighbour(said) }) : new Alone(lead);
    await this.load();
    if (this.epoch) await this.outbox.start(this.epoch);
  }

  /** What an earlier page or another tab has kept, shown as it was. */
  async load() {
    for (const command of await this.outbox.load()) {
      const over = guessFor(command, this.me());
      if (over && !this.promises.has(command.id)) this.store.lay(command.id, over);
    }
  }

  /** Ask for something; a promise of the answer, with `kept`, a promise that it is safe on this device (it may fail), and its `id`. */
  propose(k, d, { guess, media, for: whom } = {}) {
    const command = { id: newId(), k, d, for: whom, media };
    const over = guess || guessFor(command, this.me());
    if (over) this.store.lay(command.id, over);
    const answer = new Promise((resolve) => { this.promises.set(command.id, resolve); });
    answer.id = command.id;
    answer.kept = this.keep(command);
    answer.kept.catch(() => this.lift(command.id, { t: "reject", id: command.id, code: "not_kept", retry: "never", say: "" }));
    return answer;
  }

  /** Fails when this device has no room left: then nothing has been sent either. */
  async keep(command) {
    this.keeping += 1;
    this.status();
    try {
      await this.ready;
      await this.outbox.offer(command);
    } finally {
      this.keeping -= 1;
    }
    this.status();
    this.tabs.tell({ t: "offer" });
  }

  /** How many commands have not been answered yet, those not even kept yet among them. */
  get waiting() {
    return this.keeping + (this.outbox ? this.outbox.count : 0);
  }

  /** The line stands. */
  start(epoch) {
    this.epoch = epoch;
    if (this.outbox) this.outbox.start(epoch);
  }

  /** The line is gone. */
  stop() {
    this.epoch = null;
    if (this.outbox) this.outbox.stop();
  }

  /** An ack or a reject came over this tab's line. */
  take(answer) {
    if (this.outbox) this.outbox.take(answer);
  }

  answered(command, answer) {
    this.lift(command.id, answer);
    this.tabs.tell({ t: "answer", command: worded(command), answer });
    this.emit(answer.t, { ...answer, cmd: command });
  }

  neighbour({ t, command, answer }) {
    if (!this.outbox) return;
    if (t === "offer") this.load();
    if (t !== "answer") return;
    this.outbox.forget(command.id);
    this.lift(command.id, answer);
    if (answer.t === "reject") this.outbox.load();
    this.emit(answer.t, { ...answer, cmd: command, elsewhere: true });
  }

  /** The guess goes when the frame with its effect has come to this tab; the promise is kept now. */
  lift(id, answer) {
    if (answer.t === "ack" && answer.last !== null && answer.last > this.store.cursor) this.acked.push([id, answer.last]);
    else this.store.lift(id);
    const resolve = this.promises.get(id);
    this.promises.delete(id);
    if (resolve) resolve(answer);
  }

  /** A frame has come. */
  settle() {
    const due = this.acked.filter(([, last]) => last <= this.store.cursor);
    this.acked = this.acked.filter(([, last]) => last > this.store.cursor);
    for (const [id] of due) this.store.lift(id);
  }

  close() {
    if (this.tabs) this.tabs.close();
  }
}

function worded({ id, k, d, for: whom }) {
  return whom ? { t: "cmd", id, k, d, for: whom } : { t: "cmd", id, k, d };
}

export class Tabs {
  /** `lead()` is called once this tab is the one that sends, `hear(message)` with what another tab said. */
  constructor(name, { lead, hear }) {
    this.channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : null;
    if (this.channel) this.channel.onmessage = (event) => hear(event.data);
    this.release = () => {};
    const locks = globalThis.navigator && navigator.locks;
    if (!locks || !this.channel) lead();
    else this.queue(locks, name, lead);
  }

  queue(locks, name, lead) {
    const held = new Promise((free) => { this.release = free; });
    locks.request(name, () => {
      lead();
      return held;
    }).catch(lead);
  }

  /** Tell the other tabs. */
  tell(message) {
    if (this.channel) this.channel.postMessage(message);
  }

  /** Let another tab send. */
  close() {
    this.release();
    if (this.channel) this.channel.close();
  }
}

/** The only tab there is. */
class Alone {
  constructor(lead) {
    this.led = lead();
  }

  tell() {}

  close() {}
}
