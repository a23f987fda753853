/** Where commands wait on this device: IndexedDB, so that they outlive the page; memory where there is none. */

import { openDB } from "../../vendor/idb.js";

const NAME = "officina";
const KEPT = 200;
const PATIENCE = 4000; // ms until a database that does not open counts as missing (Safari has been seen to hang)

/** The shelf of this device, whichever kind it can have. */
export async function openShelf(open = openDB) {
  try {
    return new DatabaseShelf(await soon(open(NAME, 1, { upgrade })));
  } catch (error) {
    return new MemoryShelf();
  }
}

function soon(promise) {
  const late = new Promise((_, fail) => { setTimeout(() => fail(new Error("the database does not open")), PATIENCE); });
  return Promise.race([promise, late]);
}

function upgrade(db) {
  for (const name of ["commands", "acked"]) {
    db.createObjectStore(name, { keyPath: "n", autoIncrement: true }).createIndex("key", "key");
  }
  db.createObjectStore("epochs", { keyPath: "key" });
}

/** Commands by the person and workshop they are for (`key`), in the order they were put here (`n`). */
class DatabaseShelf {
  constructor(db) {
    this.db = db;
    this.lasting = true;
  }

  /** Keep a command; it is on the disk when this resolves, and has its `n`. */
  async add(command) {
    const tx = this.db.transaction("commands", "readwrite", { durability: "strict" });
    const n = await tx.store.add(command);
    await tx.done;
    return { ...command, n };
  }

  async update(command) {
    await this.db.put("commands", command);
  }

  async remove(command) {
    await this.db.delete("commands", command.n);
  }

  async all(key) {
    return this.db.getAllFromIndex("commands", "key", key);
  }

  /** Acknowledged: off the waiting shelf and, without its pictures, onto the one of the last two hundred. */
  async acknowledge(command) {
    const tx = this.db.transaction(["commands", "acked"], "readwrite");
    await tx.objectStore("commands").delete(command.n);
    const acked = tx.objectStore("acked");
    await acked.add(bare(command));
    const keys = await acked.index("key").getAllKeys(command.key);
    for (const n of keys.slice(0, -KEPT)) await acked.delete(n);
    await tx.done;
  }

  async acknowledged(key) {
    return this.db.getAllFromIndex("acked", "key", key);
  }

  async epoch(key) {
    const found = await this.db.get("epochs", key);
    return found ? found.epoch : null;
  }

  async setEpoch(key, epoch) {
    await this.db.put("epochs", { key, epoch });
  }
}

/** The same, for as long as the page is open. */
export class MemoryShelf {
  constructor() {
    this.lasting = false;
    this.n = 0;
    this.commands = new Map();
    this.acked = [];
    this.epochs = new Map();
  }

  async add(command) {
    this.n += 1;
    const kept = { ...command, n: this.n };
    this.commands.set(kept.n, kept);
    return kept;
  }

  async update(command) {
    this.commands.set(command.n, command);
  }

  async remove(command) {
    this.commands.delete(command.n);
  }

  async all(key) {
    return [...this.commands.values()].filter((command) => command.key === key);
  }

  async acknowledge(command) {
    this.commands.delete(command.n);
    this.acked = [...this.acked, bare(command)].slice(-KEPT);
  }

  async acknowledged(key) {
    return this.acked.filter((command) => command.key === key);
  }

  async epoch(key) {
    return this.epochs.get(key) || null;
  }

  async setEpoch(key, epoch) {
    this.epochs.set(key, epoch);
  }
}

function bare({ key, id, k, d, for: whom }) {
  return { key, id, k, d, for: whom };
}
