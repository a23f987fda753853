/** What a phone last saw, kept on it: its page opens without a network and shows where the room was, to write on. */

import { openDB } from "../../vendor/idb.js";

const NAME = "officina-seen"; // a database of its own: an older page in another tab can't hold up the outbox
const STORE = "seen";
const SOON = 1000; // ms in which changes are kept together
const LASTS = 24 * 3_600_000; // ms after which an evening is over

export class Kept {
  /** `key` names the workshop and the person; `now()` is this device's clock. */
  constructor(key, { open = openDB, now = Date.now, wait = (run, ms) => setTimeout(run, ms) } = {}) {
    Object.assign(this, { key, now, wait, timer: null, records: null });
    this.db = open(NAME, 1, { upgrade: (db) => db.createObjectStore(STORE, { keyPath: "key" }) }).catch(() => null);
  }

  /** The records as they were last seen; none when that was long ago, or when this device keeps nothing. */
  async load() {
    const db = await this.db;
    if (!db) return [];
    const all = await db.getAll(STORE).catch(() => []);
    for (const { key, at } of all) if (this.now() - at > LASTS) await db.delete(STORE, key);
    const found = all.find(({ key, at }) => key === this.key && this.now() - at <= LASTS);
    return found ? found.records : [];
  }

  /** Keep these, soon; later ones take their place. */
  save(records) {
    this.records = records;
    this.timer ??= this.wait(() => this.write(), SOON);
  }

  async write() {
    const { records } = this;
    Object.assign(this, { timer: null, records: null });
    const db = await this.db;
    if (db && records) await db.put(STORE, { key: this.key, at: this.now(), records }).catch(() => {}); // a full device keeps less
  }

  /** This person is no longer in, or the evening is over. */
  async forget() {
    this.records = null;
    const db = await this.db;
    if (db) await db.delete(STORE, this.key).catch(() => {});
  }
}
