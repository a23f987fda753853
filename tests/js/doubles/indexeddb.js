/** IndexedDB in memory: as much of it as the outbox uses, with real transactions that complete later. */

const later = (work) => setImmediate(work);

export class IDBRequest extends EventTarget {
  constructor() {
    super();
    this.result = undefined;
    this.error = null;
  }

  succeed(result) {
    this.result = result;
    this.dispatchEvent(new Event("success"));
  }
}

export class IDBTransaction extends EventTarget {
  constructor(db, names) {
    super();
    Object.assign(this, { db, objectStoreNames: names, open: 0, over: false });
    later(() => this.settle());
  }

  objectStore(name) {
    return new IDBObjectStore(this, this.db.tables.get(name), name);
  }

  ask(work) {
    if (this.over) throw new Error("TransactionInactiveError");
    const request = new IDBRequest();
    this.open += 1;
    later(() => {
      this.db.outage?.();
      request.succeed(structuredClone(work()));
      this.open -= 1;
      later(() => this.settle());
    });
    return request;
  }

  settle() {
    if (this.open || this.over) return;
    this.over = true;
    this.dispatchEvent(new Event("complete"));
  }
}

export class IDBObjectStore {
  constructor(transaction, table, name) {
    Object.assign(this, { transaction, table, name });
  }

  createIndex(name, keyPath) {
    this.table.indexes.set(name, keyPath);
    return this.index(name);
  }

  index(name) {
    return new IDBIndex(this, this.table.indexes.get(name));
  }

  add(value) {
    return this.put(value);
  }

  put(value) {
    const kept = structuredClone(value);
    return this.transaction.ask(() => {
      const { table } = this;
      if (kept[table.keyPath] === undefined) kept[table.keyPath] = table.next++;
      table.rows.set(kept[table.keyPath], kept);
      return kept[table.keyPath];
    });
  }

  get(key) {
    return this.transaction.ask(() => this.table.rows.get(key));
  }

  delete(key) {
    return this.transaction.ask(() => void this.table.rows.delete(key));
  }
}

export class IDBIndex {
  constructor(store, keyPath) {
    Object.assign(this, { store, keyPath });
  }

  rows(value) {
    const { keyPath, rows } = this.store.table;
    const found = [...rows.values()].filter((row) => row[this.keyPath] === value);
    return found.sort((one, other) => one[keyPath] - other[keyPath]);
  }

  getAll(value) {
    return this.store.transaction.ask(() => this.rows(value));
  }

  getAllKeys(value) {
    return this.store.transaction.ask(() => this.rows(value).map((row) => row[this.store.table.keyPath]));
  }
}

export class IDBCursor {
  advance() {}

  continue() {}

  continuePrimaryKey() {}
}

export class IDBDatabase extends EventTarget {
  constructor() {
    super();
    this.tables = new Map();
  }

  createObjectStore(name, { keyPath }) {
    this.tables.set(name, { keyPath, rows: new Map(), indexes: new Map(), next: 1 });
    return new IDBObjectStore(new IDBTransaction(this, [name]), this.tables.get(name), name);
  }

  transaction(names) {
    return new IDBTransaction(this, [].concat(names));
  }
}

/** A device's storage: what one page keeps, the next one finds. `install` puts it where scripts look for it. */
export function device() {
  const databases = new Map();
  return {
    databases,
    open(name, version) {
      const request = new IDBRequest();
      later(() => {
        const fresh = !databases.has(name);
        if (fresh) databases.set(name, new IDBDatabase());
        request.result = databases.get(name);
        if (fresh) {
          request.transaction = new IDBTransaction(request.result, []);
          const upgrade = new Event("upgradeneeded");
          Object.assign(upgrade, { oldVersion: 0, newVersion: version });
          request.dispatchEvent(upgrade);
        }
        later(() => request.succeed(request.result));
      });
      return request;
    },
  };
}

/** Make this device the one that scripts run on. */
export function install(found) {
  Object.assign(globalThis, { IDBRequest, IDBTransaction, IDBObjectStore, IDBIndex, IDBCursor, IDBDatabase, indexedDB: found });
}
