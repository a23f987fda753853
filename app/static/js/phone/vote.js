/** The scene of a ballot: dots in hand, cards in this person's own order, giving and taking back. */

import { announce } from "../ui/announce.js";
import { fill, keyed, mark, one, refill } from "../ui/dom.js";
import { direction } from "../ui/note.js";
import { paper } from "../ui/paper.js";
import { say } from "../ui/words.js";
import { pictures, showLight } from "./board.js";
import { readyButton, showReady } from "./ready.js";
import { dots, ordered, textOf } from "./state.js";

export class Vote {
  constructor(ctx) {
    this.ctx = ctx;
    this.element = fill("scene-vote");
    this.foot = fill("foot-vote");
    this.ready = one('[data-fill="ready"]', this.foot);
    readyButton(this.ready, ctx);
  }

  update() {
    const { ctx } = this;
    const { ballot, words, me, workshop } = ctx.found;
    this.ballot = ballot;
    this.dots = dots(ctx.session.records, ballot);
    const { left } = this.dots;
    refill(this.element, {
      prompt: words.prompt || say("votePrompt"), left: String(left), "in-hand": say("inHand", { n: left }), most: say("most", { n: ballot.settings.max }),
    });
    showLight(this.element, ctx);
    showDots(one(".ballot .dots", this.element), left, ballot.settings.dots);
    const targets = ordered(ballot, ctx.boot.you).map((id) => ({ id, record: ctx.session.get(id) }));
    keyed(one(".votes", this.element), targets, ({ id }) => id, ({ id }) => this.card(id), (element, { record }) => this.show(element, record));
    const ready = Boolean(me && me.ready);
    const soFar = say("votedSoFar", { n: ballot.voted, all: workshop.people });
    refill(this.foot, { secret: ready ? soFar : say(ballot.settings.secret ? "secret" : "open") });
    this.ready.classList.toggle("btn--go", !ready);
    showReady(this.ready, me, "change");
  }

  card(id) {
    const made = mark(fill("votable"), { "data-id": id, "data-paper": paper(id) });
    one('[data-fill="more"]', made).addEventListener("click", () => this.give(id, 1));
    one('[data-fill="less"]', made).addEventListener("click", () => this.give(id, -1));
    return made;
  }

  show(element, record) {
    const id = element.dataset.id;
    const text = textOf(record) || say("untitled");
    const given = this.dots.given.get(id);
    const { max } = this.ballot.settings;
    const members = record && record.kind === "cluster" ? this.ctx.session.of("note").filter((note) => (note.clusters || []).includes(id)).length : 0;
    refill(element, { text, inside: members ? say("inside", { n: members }) : null });
    mark(one(".votable__text", element), { lang: (record && record.lang) || null, dir: direction(record && record.lang) });
    this.showPictures(one(".note__media", element), record);
    const row = one(".dots", element);
    showDots(row, given, max);
    row.setAttribute("aria-label", say("yours", { n: given, most: max }));
    const [less, more] = [one('[data-fill="less"]', element), one('[data-fill="more"]', element)];
    if (!given && document.activeElement === less) more.focus(); // the last dot takes its button along
    less.hidden = !given;
    less.setAttribute("aria-label", say("less", { text }));
    mark(more, { "aria-label": say("more", { text }), "aria-disabled": given >= max || this.dots.left === 0 ? "true" : null });
  }

  showPictures(place, record) {
    const shown = record && record.media ? pictures(record, this.ctx) : [];
    const wanted = JSON.stringify(shown);
    if (place.dataset.shows === wanted) return;
    place.dataset.shows = wanted;
    place.hidden = !shown.length;
    place.replaceChildren(...shown.map(({ src, alt }) => Object.assign(new Image(), { src, alt })));
  }

  /** Set how many dots lie here; the vote says the number, so that sending it twice changes nothing. */
  give(target, change) {
    const { given, left } = dots(this.ctx.session.records, this.ballot); // two quick touches come before the next paint
    const value = given.get(target) + change;
    if (change > 0 && value > this.ballot.settings.max) return announce(say("fullOne"));
    if (change > 0 && left === 0) return announce(say("noDots"));
    if (value < 0) return undefined;
    const kind = value ? "vote.cast" : "vote.take_back";
    this.ctx.session.propose(kind, value ? { ballot: this.ballot.id, target, value } : { ballot: this.ballot.id, target });
    return announce(say("dotsLeft", { n: left - change }));
  }
}

/** Filled dots and rings, made anew only where their number changed. */
export function showDots(row, given, most) {
  while (row.children.length > most) row.lastElementChild.remove();
  while (row.children.length < most) row.append(document.createElement("i"));
  [...row.children].forEach((dot, at) => dot.toggleAttribute("data-on", at < given));
}

/** The scene of a closed ballot: the cards by rank, ties said. */
export class Result {
  constructor(ctx) {
    this.ctx = ctx;
    this.element = fill("scene-result");
    one('[data-fill="back"]', this.element).addEventListener("click", () => ctx.lookBack());
  }

  update() {
    const { session, found } = this.ctx;
    const { ballot, workshop, activity } = found;
    const tallies = session.of("tally").filter((tally) => tally.ballot === ballot.id).sort((first, other) => first.rank - other.rank || (first.id < other.id ? -1 : 1));
    refill(this.element, { voted: say("votedOf", { n: ballot.voted, all: Math.max(workshop.people, ballot.voted) }) });
    one('[data-fill="back"]', this.element).hidden = activity.tool !== "board";
    const most = Math.max(1, ...tallies.map(({ dots: n }) => n));
    keyed(one(".votes", this.element), tallies, ({ target }) => target, ({ target }) => mark(fill("result"), { "data-paper": paper(target) }), (element, tally) => {
      const record = session.get(tally.target);
      refill(element, { text: textOf(record) || say("untitled"), count: say("given", { n: tally.dots }), tied: tally.tied && tally.dots ? say("tied") : null });
      const row = one(".dots", element);
      row.hidden = most > 30;
      if (most <= 30) showDots(row, tally.dots, tally.dots);
      row.setAttribute("aria-label", say("given", { n: tally.dots }));
      mark(one(".votable__text", element), { dir: direction(record && record.lang) });
    });
  }
}
