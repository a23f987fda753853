/** A line that is no line: a preview is told once what it shows, and whatever is asked of it is refused with its sentence. */

import { MemoryShelf } from "./shelf.js";
import { browser } from "./socket.js";

/** What `openSession` takes in the place of a server: a room whose socket answers by itself, and nothing kept on this device. */
export function still({ records, say }) {
  const shelf = Object.assign(new MemoryShelf(), { lasting: true }); // nothing waits here that could be lost
  return { shelf, room: { ...browser(), connect: () => new Still(records, say) } };
}

class Still {
  constructor(records, say) {
    Object.assign(this, { records, sentence: say, readyState: 1, onopen: null, onmessage: null, onclose: null });
    queueMicrotask(() => { if (this.onopen) this.onopen(); });
  }

  send(text) {
    const { t, id } = JSON.parse(text);
    const now = Date.now();
    if (t === "hello") {
      this.tell({ t: "welcome", v: 1, you: null, role: "participant", epoch: "preview", head: 1, now, limits: {} });
      this.tell({ t: "frame", from: 1, to: 1, mark: "preview", put: this.records, drop: [], whole: true });
    } else if (t === "ping") this.tell({ t: "pong", now });
    else if (t === "cmd") this.tell({ t: "reject", id, code: "preview", retry: "never", say: this.sentence });
  }

  tell(message) {
    queueMicrotask(() => { if (this.onmessage) this.onmessage({ data: JSON.stringify(message) }); });
  }

  close() {
    this.readyState = 3;
  }
}
