/** Where one writes: a note with its zone, its photo, and who will read it. What is typed is never lost. */

import { announce } from "../ui/announce.js";
import { fill, mark, one, refill } from "../ui/dom.js";
import { say } from "../ui/words.js";
import { newId } from "../live/ids.js";
import { paper } from "../ui/paper.js";
import { languageOf } from "./script.js";
import { readers } from "./state.js";

export class Composer {
  /** `ctx` is the page's; `attached(note)` hears of each note that went off. */
  constructor(ctx, activity, attached) {
    Object.assign(this, { ctx, activity, attached, photo: null, next: newId(), zone: "" });
    this.element = fill("composer");
    this.text = one("textarea", this.element);
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(event);
    });
    this.element.addEventListener("submit", (event) => this.submit(event));
    one('[data-fill="file"]', this.element).addEventListener("change", (event) => this.choose(event.target));
    const draft = ctx.drafts.get(activity.id);
    if (draft) this.put(draft.text);
    mark(one(".note", this.element), { "data-paper": paper(this.next) });
  }

  /** Somebody is in the middle of writing. */
  get busy() {
    return Boolean(this.text.value.trim() || this.photo);
  }

  /** Bring it up to date: the activity as it is now, the chosen zone, how many notes are left (null: any number), its title. */
  show(activity, zone, left, title) {
    Object.assign(this, { activity, zone: zone ? zone.id : "", zoneTitle: zone ? zone.title : "", title });
    const label = zone ? say("label", { zone: zone.title }) : say("labelPlain");
    const sentence = say(readers(activity));
    refill(this.element, { label, hint: (zone && zone.hint) || null, readers: sentence, left: left === null ? null : say("left", { n: left }) });
    this.element.setAttribute("aria-label", label);
    const camera = one(".composer__camera", this.element);
    camera.hidden = activity.rules.photo === false;
    const online = this.ctx.session.status.online || !this.ctx.slow;
    this.text.placeholder = say(this.photo ? "placeholderPhoto" : online ? "placeholder" : "placeholderOffline");
  }

  /** Put a text into the box, before what is there. */
  put(text) {
    this.text.value = [text, this.text.value].filter((part) => part && part.trim()).join("\n");
    this.typed();
  }

  typed() {
    this.ctx.drafts.keep(this.activity.id, { text: this.text.value, zone: this.zone });
    this.trouble(null);
    this.text.style.setProperty("block-size", "auto");
    this.text.style.setProperty("block-size", `${Math.min(this.text.scrollHeight, innerHeight / 3)}px`);
  }

  trouble(sentence) {
    refill(this.element, { trouble: sentence });
    mark(this.text, { "aria-invalid": sentence ? "true" : null });
  }

  async choose(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    const tool = await import("./photo.js").catch(() => null);
    if (!tool) return void this.trouble(say("offlineTitle"));
    try {
      this.showPhoto({ id: newId(), ...(await tool.shrink(file)) });
      this.trouble(null);
    } catch (error) {
      this.trouble(say("photoWrong"));
    }
  }

  showPhoto(photo) {
    if (this.preview) URL.revokeObjectURL(this.preview);
    this.photo = photo;
    this.preview = photo ? URL.createObjectURL(photo.blob) : null;
    const shown = photo ? fill("composer-photo") : null;
    if (shown) {
      one("img", shown).src = this.preview;
      one("button", shown).addEventListener("click", () => { this.showPhoto(null); this.text.focus(); });
    }
    refill(this.element, { photo: shown });
    this.text.placeholder = say(photo ? "placeholderPhoto" : "placeholder");
  }

  async submit(event) {
    event.preventDefault();
    const { photo, next: id, zone, activity, zoneTitle } = this;
    const text = this.text.value.trim();
    if (!text && !photo) {
      this.trouble(say("empty"));
      this.text.focus();
      return;
    }
    const { me } = this.ctx.found;
    const lang = languageOf(text, (me && me.language) || this.ctx.boot.lang);
    const d = { id, activity: activity.id, zone, text, lang };
    if (photo) Object.assign(d, { media: [photo.id], alt: text.slice(0, 200) });
    this.ctx.drafts.leave(d);
    this.clear();
    this.ctx.drafts.keep(activity.id, null);
    try {
      const answer = this.ctx.session.propose("note.add", d, { media: photo ? [photo] : undefined });
      this.attached(d);
      await answer.kept;
      this.ctx.drafts.left(id);
      const where = this.ctx.session.status.online ? `landed${activity.by_table ? "table" : activity.state}` : "landedoffline";
      announce(say(where, { zone: zoneTitle || this.title }));
    } catch (error) {
      this.ctx.drafts.left(id);
      this.put(text);
      if (photo) this.showPhoto(photo);
      this.trouble(say("notKept"));
    }
  }

  clear() {
    this.next = newId();
    this.text.value = "";
    this.text.style.removeProperty("block-size");
    this.showPhoto(null);
    this.trouble(null);
    mark(one(".note", this.element), { "data-paper": paper(this.next) });
    this.text.focus({ preventScroll: true });
  }
}
