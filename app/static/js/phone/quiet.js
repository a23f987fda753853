/** Scenes in which the phone has nothing to do: before, between, together, after. */

import { byId, fill, one, refill } from "../ui/dom.js";
import { by, day, hour } from "../ui/hour.js";
import { tableName } from "../ui/table.js";
import { say } from "../ui/words.js";
import { lit } from "./board.js";

/** By scene: its drawing, and its words. `more` is a second line, `link` {label, href} one thing to do. */
const SCENES = {
  arriving: () => ({ art: "wait", title: say("arriving") }),
  lobby: ({ workshop, me, seat }) => ({
    art: "wait", title: me ? say("lobbyTitle", { alias: me.alias }) : say("lobbyTitlePlain"), words: say("lobbyWords"),
    more: seat && seat.own ? say("seatIs", { table: tableName(seat.own) }) : workshop.people ? say("people", { n: workshop.people }) : null,
  }),
  talk: (found, ctx) => ({ art: "talk", title: say("talkTitle"), words: unsaid(prompt(found), say("talkTitle")) || say("talkWords"), more: until(found, ctx) }),
  rest: (found, ctx) => ({ art: "wait", title: found.words.title, words: prompt(found), more: until(found, ctx, "resume") }),
  listen: (found, ctx) => ({ art: "light", title: found.words.title || say("listenTitle"), words: prompt(found) || say("listenWords"), more: until(found, ctx, found.activity.order === 0 ? "begins" : "until") }),
  voteSoon: (found) => ({ art: "wait", title: prompt(found) || say("waitTitle"), words: say("voteSoon") }),
  counting: () => ({ art: "wait", title: say("countingTitle"), words: say("countingWords") }),
  draft: () => ({ art: "wait", title: say("waitTitle"), words: say("draftWords") }),
  spot: () => ({ art: "light", title: say("spotTitle"), words: say("spotWords"), light: true }),
  end: ({ me, workshop }, { boot }) => ({
    art: "end", title: me && me.alias ? say("endTitle", { alias: me.alias }) : say("endTitlePlain"), words: say("endWords"),
    more: answer(workshop, boot) || (workshop.people > 1 ? say("endPeople", { n: workshop.people }) : null), link: { label: say("endLink"), href: "/r" },
  }),
  gone: () => ({ art: "wait", title: say("goneTitle"), words: say("goneWords"), link: { label: say("goneLink"), href: "/" } }),
  bye: () => ({ art: "wait", title: say("goneTitle"), words: say("byeWords"), link: { label: say("goneLink"), href: "/" } }),
};

export class Quiet {
  constructor(ctx, name) {
    Object.assign(this, { ctx, name });
    this.element = fill("scene-quiet");
  }

  update() {
    const said = SCENES[this.name](this.ctx.found, this.ctx);
    refill(this.element, {
      title: said.title, words: said.words || null, more: said.more || null, link: said.link ? said.link.label : null,
      note: said.light && this.ctx.found.light ? lit(this.ctx.found.light, this.ctx) : null,
    });
    if (this.element.dataset.art !== said.art) {
      this.element.dataset.art = said.art;
      refill(this.element, { art: byId(`art-${said.art}`).content.cloneNode(true) });
    }
    if (said.link) one("a", this.element).href = said.link.href;
  }
}

/** A sentence that only repeats the title says nothing. */
function unsaid(sentence, title) {
  return sentence.startsWith(title) ? "" : sentence;
}

function prompt({ words }) {
  return words && words.prompt !== words.title ? words.prompt : "";
}

/** By when the library has promised to answer. */
function answer({ answer_by: at }, { lang, zone }) {
  return at ? say(by("answer", at, zone), { date: day(at, lang, zone) }) : null;
}

/** The time by the clock at which it goes on. */
function until({ workshop, seat }, { boot }, name = "until") {
  const timer = (seat && seat.own && seat.own.timer) || workshop.timer;
  const ends = timer && timer.ends_at;
  if (!ends) return null;
  return say(name, { time: hour(ends, boot.lang, boot.zone) });
}
