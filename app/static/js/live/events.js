/** Telling whoever listens: the smallest emitter that does. */

export class Events {
  constructor() {
    this.listeners = new Map();
  }

  /** Listen; returns what stops it. */
  on(name, listener) {
    if (!this.listeners.has(name)) this.listeners.set(name, new Set());
    this.listeners.get(name).add(listener);
    return () => this.listeners.get(name).delete(listener);
  }

  /** Tell everyone; a listener that fails does not keep the others from hearing. */
  emit(name, detail) {
    for (const listener of [...(this.listeners.get(name) || [])]) {
      try {
        listener(detail);
      } catch (error) {
        reportError(error);
      }
    }
  }
}

function reportError(error) {
  if (typeof globalThis.reportError === "function") globalThis.reportError(error);
  else setTimeout(() => { throw error; });
}
