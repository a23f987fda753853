/** What is being typed, kept on this device at every keystroke, one draft for each activity. */

export class Drafts {
  constructor({ workshop, you }, storage = local()) {
    this.prefix = `officina:draft:${workshop}:${you}:`;
    this.storage = storage;
  }

  /** The draft of an activity: {text, zone, title}, or null. */
  get(activity) {
    return parsed(this.storage.getItem(this.prefix + activity));
  }

  /** Keep it; an empty text lets it go. */
  keep(activity, draft) {
    try {
      if (draft && draft.text.trim()) this.storage.setItem(this.prefix + activity, JSON.stringify(draft));
      else this.storage.removeItem(this.prefix + activity);
    } catch (error) {
      // No room, or not allowed: the text is still in its box.
    }
  }

  /** Drafts of other activities than this one: [{activity, text, zone, title}]. */
  others(activity) {
    const keys = Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at));
    const ours = keys.filter((key) => key && key.startsWith(this.prefix) && key !== this.prefix + activity);
    return ours.map((key) => ({ activity: key.slice(this.prefix.length), ...parsed(this.storage.getItem(key)) }));
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
