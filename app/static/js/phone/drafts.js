/** What is being typed, kept on this device at every keystroke, and what is just leaving, until the outbox has it. */

export class Drafts {
  constructor({ workshop, you }, storage = local()) {
    this.prefix = `officina:draft:${workshop}:${you}:`;
    this.leaving = `officina:leaving:${workshop}:${you}:`;
    this.storage = storage;
  }

  /** A note goes to the outbox, which takes a moment; should the page be closed in it, its words are still here. */
  leave(d) {
    this.set(this.leaving + d.id, d.text ? JSON.stringify({ ...d, media: [] }) : null);
  }

  /** The outbox has it. */
  left(id) {
    this.set(this.leaving + id, null);
  }

  /** Notes that an earlier page was closed on. */
  lost() {
    return this.keys(this.leaving).map((key) => parsed(this.storage.getItem(key))).filter(Boolean);
  }

  /** The draft of an activity: {text, zone, title}, or null. */
  get(activity) {
    return parsed(this.storage.getItem(this.prefix + activity));
  }

  /** Keep it; an empty text lets it go. */
  keep(activity, draft) {
    this.set(this.prefix + activity, draft && draft.text.trim() ? JSON.stringify(draft) : null);
  }

  set(key, text) {
    try {
      if (text) this.storage.setItem(key, text);
      else this.storage.removeItem(key);
    } catch (error) {
      // No room, or not allowed: the text is still in its box.
    }
  }

  /** Drafts of other activities than this one: [{activity, text, zone, title}]. */
  others(activity) {
    const ours = this.keys(this.prefix).filter((key) => key !== this.prefix + activity);
    return ours.map((key) => ({ activity: key.slice(this.prefix.length), ...parsed(this.storage.getItem(key)) }));
  }

  keys(prefix) {
    return Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at)).filter((key) => key && key.startsWith(prefix));
  }
}

function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch (error) {
    return null;
  }
}

/** localStorage, or something that forgets where it is forbidden. */
function local() {
  try {
    localStorage.setItem("officina:try", "1");
    localStorage.removeItem("officina:try");
    return localStorage;
  } catch (error) {
    return forgetful();
  }
}

function forgetful() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) || null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key),
    key: (at) => [...kept.keys()][at], get length() { return kept.size; },
  };
}

/** Notes that were leaving when an earlier page was closed: sent now, unless the outbox had them after all. */
export async function sendLost(session, drafts) {
  await session.delivery.ready;
  const known = new Set(session.waiting.map((command) => command.d.id));
  for (const d of drafts.lost()) {
    if (known.has(d.id) || session.records.has(d.id)) drafts.left(d.id);
    else session.propose("note.add", d).kept.then(() => drafts.left(d.id), () => {});
  }
}
