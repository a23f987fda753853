/** Several tabs of one person: one of them sends, all of them hear what became of it. */

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
