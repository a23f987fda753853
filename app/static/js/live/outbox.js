/** Commands on their way: kept on this device, sent in order, sent again until answered, and only then let go. */

const WINDOW = 8; // commands under way at once, so that "wait" comes before too many have passed
const KEEPS_WORDS = new Set(["note.add", "note.edit"]);

export class Outbox {
  /**
   * `shelf` keeps; `key` names whose commands these are; `send(command)` puts one on the line;
   * `upload(command)` brings its pictures there first; `answered(command, answer)` hears of each ack and reject;
   * `moved()` is called whenever a count has changed.
   */
  constructor({ shelf, key, send, upload, answered, moved, later = setTimeout, never = clearTimeout }) {
    Object.assign(this, { shelf, key, send, upload, answered, moved, later, never });
    this.waiting = [];
    this.refused = [];
    this.under = new Set();
    this.epoch = null;
    this.line = false;
    this.mine = false;
    this.pause = null;
    this.uploading = null;
  }

  /** Bring back what an earlier page left. Returns those still waiting. */
  async load() {
    const kept = await this.shelf.all(this.key);
    const known = new Set(this.waiting.map((command) => command.id));
    const found = kept.filter((command) => command.state !== "refused" && !known.has(command.id));
    this.waiting = [...this.waiting, ...found].sort((one, other) => one.n - other.n);
    this.refused = kept.filter((command) => command.state === "refused");
    this.moved();
    this.pump();
    return found;
  }

  /** Keep a command and send it when its turn comes. Resolves once it is kept. */
  async offer(command) {
    const kept = await this.shelf.add({ ...command, key: this.key, state: "waiting" });
    this.waiting.push(kept);
    this.waiting.sort((one, other) => one.n - other.n);
    this.moved();
    this.pump();
    return kept;
  }

  /** How many commands have not been answered yet. */
  get count() {
    return this.waiting.filter((command) => !command.again).length;
  }

  /** A line is ready, to a server whose journal is of this epoch. */
  async start(epoch) {
    this.under.clear();
    this.hush();
    this.epoch = epoch;
    await this.renew();
    if (this.epoch !== epoch) return;
    this.line = true;
    this.pump();
  }

  /** The line is gone; what is unanswered waits for the next. */
  stop() {
    this.line = false;
    this.epoch = null;
    this.under.clear();
    this.hush();
    this.moved();
  }

  /** Whether this tab is the one that sends; the others only keep. */
  async lead(mine) {
    this.mine = mine;
    if (mine && this.line) await this.renew();
    this.pump();
  }

  /** In another epoch (a backup was restored) the last acknowledged commands are offered again, before all others. */
  async renew() {
    if (!this.mine || !this.epoch) return;
    const before = await this.shelf.epoch(this.key);
    if (before && before !== this.epoch && !this.waiting.some((command) => command.again)) {
      const acked = await this.shelf.acknowledged(this.key);
      this.waiting.unshift(...acked.map((command, at) => ({ ...command, again: true, n: at - acked.length })));
    }
    await this.renewed();
  }

  /** Once all are answered the new epoch is the known one. */
  async renewed() {
    if (this.mine && this.epoch && !this.waiting.some((command) => command.again)) await this.shelf.setEpoch(this.key, this.epoch);
  }

  /** Send what is due, as far as the window goes. */
  pump() {
    if (!this.line || !this.mine || this.pause !== null) return;
    for (const command of this.waiting) {
      if (this.under.size >= WINDOW) return;
      if (this.under.has(command.id)) continue;
      if (needsUpload(command)) {
        this.bring(command);
        return;
      }
      this.under.add(command.id);
      command.state = "sent";
      this.send(command);
    }
    this.moved();
  }

  async bring(command) {
    if (this.uploading) return;
    this.uploading = command.id;
    const answer = await this.upload(command);
    this.uploading = null;
    if (answer.retry === "later") this.wait(answer.after);
    else if (answer.retry === "never") this.take({ t: "reject", id: command.id, ...answer });
    else {
      command.uploaded = true;
      await this.shelf.update(command);
      this.pump();
    }
  }

  /** An ack or a reject has come, for this tab or, told by another tab, for the device. */
  async take(answer) {
    this.under.delete(answer.id);
    const command = this.waiting.find((one) => one.id === answer.id);
    if (!command) return;
    if (answer.t === "reject" && answer.retry === "later") {
      this.under.clear();
      this.wait(answer.after);
      return;
    }
    this.waiting = this.waiting.filter((one) => one !== command);
    if (command.again) await this.renewed();
    else {
      this.answered(command, answer);
      await this.settle(command, answer);
    }
    this.moved();
    this.pump();
  }

  async settle(command, answer) {
    if (answer.t === "ack") await this.shelf.acknowledge(command);
    else if (KEEPS_WORDS.has(command.k) && answer.code !== "already_there") {
      const refused = { ...command, state: "refused", code: answer.code, say: answer.say };
      await this.shelf.update(refused);
      this.refused = [...this.refused.filter((one) => one.id !== command.id), refused];
    } else await this.shelf.remove(command);
  }

  /** Another tab has answered for this command: it is no longer ours to wait for. */
  forget(id) {
    this.waiting = this.waiting.filter((command) => command.id !== id);
    this.moved();
  }

  /** The person has dealt with a refused text. */
  async dismiss(id) {
    const found = this.refused.find((command) => command.id === id);
    this.refused = this.refused.filter((command) => command.id !== id);
    if (found) await this.shelf.remove(found);
    this.moved();
  }

  wait(after = 1000) {
    this.hush();
    this.pause = this.later(() => {
      this.pause = null;
      this.pump();
    }, after);
    this.moved();
  }

  hush() {
    if (this.pause !== null) this.never(this.pause);
    this.pause = null;
  }
}

function needsUpload(command) {
  return Boolean(command.media && command.media.length && !command.uploaded);
}
