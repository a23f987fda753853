/** What this viewer knows: records the server has told, with guesses of what it will soon tell laid over them. */

/** The server left something out between two frames; only a new beginning helps. */
export class Gap extends Error {}

export class Store {
  /** `told({ids, whole})` is called after every change, with the ids that look different now. */
  constructor(told = () => {}) {
    this.told = told;
    this.confirmed = new Map();
    this.records = new Map();
    this.over = new Map();
    this.guesses = new Map();
    this.staged = [];
    this.begin(null);
  }

  /** Another journal, or the first: whatever is known stays on the screen until the whole frame comes. */
  begin(epoch) {
    this.epoch = epoch;
    this.cursor = 0;
    this.mark = null;
    this.staged = [];
  }

  /** Where a new connection may go on, undefined when it must be told everything. */
  get resume() {
    if (!this.epoch || !this.mark) return undefined;
    return { epoch: this.epoch, cursor: this.cursor, mark: this.mark };
  }

  /** Forget the half of a frame that a lost connection left. */
  discard() {
    this.staged = [];
  }

  /** Take a frame or one chunk of it; chunks wait for the last, which applies them all. Raises Gap. */
  take(frame) {
    const [first] = this.staged;
    if (first && (frame.from !== first.from || frame.to !== first.to)) throw new Gap("another frame between chunks");
    if (!first && !frame.whole && frame.from !== this.cursor + 1) throw new Gap(`${frame.from} after ${this.cursor}`);
    this.staged.push(frame);
    if (frame.more) return false;
    this.apply();
    return true;
  }

  apply() {
    const chunks = this.staged;
    this.staged = [];
    const whole = Boolean(chunks[0].whole);
    const puts = chunks.flatMap((chunk) => chunk.put || []);
    const drops = whole ? [...this.confirmed.keys()] : chunks.flatMap((chunk) => chunk.drop || []);
    const last = chunks[chunks.length - 1];
    this.cursor = last.to;
    this.mark = last.mark;
    this.change({ put: puts, drop: drops, whole });
  }

  change({ put, drop, whole }) {
    const kept = whole ? new Map(put.map((record) => [record.id, record])) : null;
    const ids = new Set([...drop, ...put.map((record) => record.id)]);
    this.relay(ids, whole, () => {
      for (const id of drop) if (!kept || !kept.has(id)) this.confirmed.delete(id);
      for (const record of put) this.confirmed.set(record.id, record);
      for (const id of ids) this.show(id, this.confirmed.get(id));
    });
  }

  /** Lay a guess over: `guess(records)` answers {put, drop}; asked again whenever what lies below changes. */
  lay(id, guess) {
    this.relay(new Set(), false, () => this.guesses.set(id, guess));
  }

  /** Take a guess away: the server has answered. */
  lift(id) {
    if (this.guesses.has(id)) this.relay(new Set(), false, () => this.guesses.delete(id));
  }

  /** Whether what is shown under this id is still a guess. */
  guessed(id) {
    return this.over.has(id);
  }

  /** Records of one kind; those known for longest first. */
  of(kind) {
    return [...this.records.values()].filter((record) => record.kind === kind);
  }

  relay(ids, whole, change) {
    const before = new Map([...this.over].map(([id, found]) => [id, JSON.stringify(found)]));
    for (const id of this.over.keys()) this.show(id, this.confirmed.get(id));
    this.over.clear();
    change();
    for (const guess of this.guesses.values()) this.overlay(guess(this.records) || {});
    for (const [id, found] of this.over) {
      if (before.get(id) !== JSON.stringify(found)) ids.add(id);
      before.delete(id);
    }
    for (const [id, was] of before) if (was !== JSON.stringify(this.records.get(id) || null)) ids.add(id);
    if (ids.size || whole) this.told({ ids, whole });
  }

  overlay({ put = [], drop = [] }) {
    for (const id of drop) this.lie(id, null);
    for (const record of put) this.lie(record.id, record);
  }

  lie(id, record) {
    if (JSON.stringify(this.records.get(id) || null) === JSON.stringify(record) && !this.over.has(id)) return;
    this.over.set(id, record);
    this.show(id, record);
  }

  show(id, record) {
    if (record) this.records.set(id, record);
    else this.records.delete(id);
  }
}
