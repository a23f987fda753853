/** One person's part in one workshop, live: what they know, what they say, and how it is going. */

import { Clock } from "./clock.js";
import { Delivery, Tabs } from "./delivery.js";
import { Events } from "./events.js";
import { newId } from "./ids.js";
import { MemoryShelf, openShelf } from "./shelf.js";
import { Socket, browser } from "./socket.js";
import { Gap, Store } from "./store.js";

export { newId };

const IDLE = 15_000; // ms without a frame until the digest is compared
const BETWEEN_CHECKS = 60_000;

/** Join a workshop's live line. `you` is the person spoken for, where that is known before the server says so. */
export function openSession(options) {
  const session = new Session(options);
  session.open();
  return session;
}

export class Session extends Events {
  /** `room`, `shelf`, `tabs` and `uploader` are what a browser brings; tests bring their own. */
  constructor({ workshop, scope = "all", as, you, outbox = true, url, room = browser(), shelf, tabs = Tabs, uploader = upload }) {
    super();
    Object.assign(this, { workshop, scope, as, you: as && as !== "wall" ? as : you || null, role: null, limits: {}, room });
    this.clock = new Clock(room.tick);
    this.store = new Store((change) => this.emit("change", change));
    Object.assign(this, { online: false, retryAt: null, seenAt: 0, seenCursor: 0, frameAt: 0, checkedAt: 0 });
    this.delivery = new Delivery({
      store: this.store, shelf: shelf || (outbox ? openShelf() : new MemoryShelf()), tabs,
      key: `officina:${workshop}:${this.you || as || "me"}`, me: () => this.you, say: (message) => this.socket.say(message),
      upload: (command) => uploader(workshop, command, as), emit: (name, detail) => this.emit(name, detail), status: () => this.tell(),
    });
    this.socket = new Socket({
      url: url || liveUrl(workshop), room, hello: () => this.hello(), heard: (message, asked) => this.hear(message, asked),
      state: (state) => this.moved(state), over: (code) => this.emit("bye", { code }),
    });
  }

  /** Records by id as they look now: what the server told, with one's own guesses over it. */
  get records() {
    return this.store.records;
  }

  /** One record, or undefined. */
  get(id) {
    return this.store.records.get(id);
  }

  /** Records of one kind, those known for longest first. */
  of(kind) {
    return this.store.of(kind);
  }

  /** Whether what is shown under this id has still to be confirmed. */
  guessed(id) {
    return this.store.guessed(id);
  }

  /** The server's time, ms since 1970. */
  now() {
    return this.clock.now();
  }

  /** {online, waiting, saved, retryIn, lasting}: `retryIn` ms until the next try; `lasting` false: this device keeps nothing. */
  get status() {
    const { outbox } = this.delivery;
    const { waiting } = this.delivery;
    const retryIn = this.retryAt === null ? null : Math.max(0, Math.round(this.retryAt - this.room.tick()));
    return { online: this.online, waiting, saved: waiting === 0, retryIn, lasting: !outbox || outbox.shelf.lasting };
  }

  /** Commands not answered yet, in their order: {id, k, d, for, media, state}. */
  get waiting() {
    return this.delivery.outbox ? this.delivery.outbox.waiting.filter((command) => !command.again) : [];
  }

  /** Texts that were refused and not yet dealt with: {id, k, d, code, say}. `dismiss(id)` puts one away. */
  get refused() {
    return this.delivery.outbox ? this.delivery.outbox.refused : [];
  }

  async dismiss(id) {
    await this.delivery.ready;
    await this.delivery.outbox.dismiss(id);
  }

  /**
   * Ask for something. Answers a promise of the server's ack or reject (`t`, `code`, `say`); it never fails.
   * Its `kept` resolves as soon as the command is safe on this device. Options: `guess(records)` → {put, drop} instead
   * of the usual guess; `media` [{id, blob, w, h}] to upload first; `for`, the person it counts for.
   */
  propose(k, d, options) {
    return this.delivery.propose(k, d, options);
  }

  /** Show what was seen before, until the server tells: never more than a picture of then, so the line starts from nothing. */
  recall(records) {
    if (this.store.mark || !records.length) return;
    this.store.change({ put: records, drop: [], whole: false });
  }

  /** The records as the server told them, without guesses; none before it has. */
  get told() {
    return this.store.mark ? [...this.store.confirmed.values()] : null;
  }

  /** Try to connect now instead of waiting. */
  retry() {
    this.socket.hurry();
  }

  /** Ask whether this device and the server hold the same; the event "check" tells. */
  check() {
    this.checkedAt = this.room.tick();
    return this.socket.say({ t: "check" });
  }

  /** Begin. */
  open() {
    this.socket.open();
    this.beat = this.room.every(() => this.idle(), 1000);
    if (typeof document === "undefined") return;
    addEventListener("online", () => this.socket.hurry());
    addEventListener("offline", () => this.socket.wake());
    addEventListener("pageshow", (event) => { if (event.persisted) this.wake(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.wake(); });
  }

  /** Leave; what waits stays on this device. */
  close() {
    this.socket.end();
    this.room.stop(this.beat);
    this.delivery.close();
  }

  wake() {
    this.clock.doubt();
    this.socket.wake();
  }

  hello() {
    const said = { t: "hello", v: 1, scope: this.scope };
    if (this.as) said.as = this.as;
    if (this.store.resume) said.resume = this.store.resume;
    return said;
  }

  moved({ online, retryIn }) {
    this.online = online;
    this.retryAt = retryIn === null ? null : this.room.tick() + retryIn;
    if (!online) {
      this.store.discard();
      this.delivery.stop();
    }
    this.tell();
  }

  tell() {
    this.emit("status", this.status);
  }

  hear(message, asked) {
    if (message.t === "frame") this.frame(message);
    else if (message.t === "ack" || message.t === "reject") this.delivery.take(message);
    else if (message.t === "welcome") this.welcome(message, asked);
    else if (message.t === "pong" && asked !== null) this.clock.hear(message.now, asked);
    else if (message.t === "check") this.compare(message);
    else if (message.t === "eph") this.emit("eph", message);
  }

  welcome({ you, role, epoch, now, limits }, asked) {
    this.clock.hear(now, asked);
    Object.assign(this, { you, role, limits: limits || {} });
    if (epoch !== this.store.epoch) this.store.begin(epoch);
    this.emit("welcome", { you, role });
    this.delivery.start(epoch);
  }

  frame(message) {
    try {
      if (!this.store.take(message)) return;
    } catch (error) {
      if (!(error instanceof Gap)) throw error;
      this.beginAnew();
      return;
    }
    this.frameAt = this.room.tick();
    this.delivery.settle();
    this.saySeen();
  }

  beginAnew() {
    this.store.begin(this.store.epoch);
    this.socket.renew();
  }

  saySeen() {
    const now = this.room.tick();
    if (this.seenCursor === this.store.cursor || now - this.seenAt < (this.limits.seen || 2000)) return;
    if (this.socket.say({ t: "seen", cursor: this.store.cursor })) Object.assign(this, { seenAt: now, seenCursor: this.store.cursor });
  }

  idle() {
    if (!this.online || this.store.staged.length) return;
    this.saySeen();
    const now = this.room.tick();
    if (now - this.frameAt >= IDLE && now - this.checkedAt >= BETWEEN_CHECKS && this.status.saved) this.check();
  }

  async compare({ at, sha256 }) {
    if (at !== this.store.cursor) return;
    const held = [...this.store.confirmed.values()];
    const { digest } = await import("./digest.js"); // not among what a phone needs first
    const same = (await digest(held)) === sha256;
    this.emit("check", { same, at });
    if (!same) this.beginAnew();
  }
}

/** Pictures go only where there is a network, and so does what brings them. */
async function upload(workshop, command, as) {
  try {
    return await (await import("./upload.js")).upload(workshop, command, as);
  } catch (error) {
    return { retry: "later", after: 3000 };
  }
}

function liveUrl(workshop) {
  return `${location.origin.replace(/^http/, "ws")}/live/${workshop}`;
}
