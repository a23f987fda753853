/** The scene of a ballot: dots in hand or stances, cards in this person's own order, giving and taking back. */

import { announce } from "../ui/announce.js";
import { drawBalance, ofStances } from "../ui/balance.js";
import { clip } from "../ui/clip.js";
import { fill, keyed, mark, one, refill } from "../ui/dom.js";
import { direction } from "../ui/note.js";
import { paper } from "../ui/paper.js";
import { say } from "../ui/words.js";
import { pictures, showLight } from "./board.js";
import { readyButton, showReady } from "./ready.js";
import { dots, ordered, textOf } from "./state.js";

const MOST = 80; // signs of what was decided

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
    this.stances = ballot.method === "stance";
    this.dots = this.stances ? unsaid(ctx.session.records, ballot) : dots(ctx.session.records, ballot);
    const { left } = this.dots;
    refill(this.element, {
      prompt: words.prompt || say("votePrompt"), left: String(left), "in-hand": say(this.stances ? "unsaid" : "inHand", { n: left }),
      most: this.stances ? say("stancesHint") : say("most", { n: ballot.settings.max }),
    });
    showLight(this.element, ctx);
    showDots(one(".ballot .dots", this.element), left, this.stances ? 0 : ballot.settings.dots);
    const targets = ordered(ballot, ctx.boot.you).map((id) => ({ id, record: ctx.session.get(id) }));
    keyed(one(".votes", this.element), targets, ({ id }) => id, ({ id }) => this.card(id), (element, { record }) => this.show(element, record));
    const ready = Boolean(me && me.ready);
    const soFar = say("votedSoFar", { n: ballot.voted, all: workshop.people });
    refill(this.foot, { secret: ready ? soFar : say(ballot.settings.secret ? "secret" : "open") });
    this.ready.classList.toggle("btn--go", !ready);
    showReady(this.ready, me, "change");
  }

  card(id) {
    if (this.stances) return this.question(id);
    const made = mark(fill("votable"), { "data-id": id, "data-paper": paper(id) });
    one('[data-fill="more"]', made).addEventListener("click", () => this.give(id, 1));
    one('[data-fill="less"]', made).addEventListener("click", () => this.give(id, -1));
    return made;
  }

  /** A card that is answered with a stance; the answer that stands is pressed, and pressed again it goes. */
  question(id) {
    const made = mark(fill("votable-stance"), { "data-id": id, "data-paper": paper(id) });
    for (const button of one(".choices", made).children) {
      const value = Number(button.dataset.stance);
      button.addEventListener("click", () => (this.dots.given.get(id) === value ? this.say(id, null) : this.say(id, value, button.textContent)));
    }
    one('[data-fill="less"]', made).addEventListener("click", () => this.say(id, null));
    return made;
  }

  show(element, record) {
    const id = element.dataset.id;
    const text = textOf(record) || say("untitled");
    const given = this.dots.given.get(id);
    this.showCard(element, record, text);
    if (this.stances) this.showStance(element, text, given);
    else this.showGiven(element, text, given);
  }

  showCard(element, record, text) {
    const id = element.dataset.id;
    const members = record && record.kind === "cluster" ? this.ctx.session.of("note").filter((note) => (note.clusters || []).includes(id)).length : 0;
    refill(element, { text, inside: members ? say("inside", { n: members }) : null });
    mark(one(".votable__text", element), { lang: (record && record.lang) || null, dir: direction(record && record.lang) });
    this.showPictures(one(".note__media", element), record);
  }

  showStance(element, text, given) {
    const choices = mark(one(".choices", element), { "aria-label": text });
    for (const button of choices.children) button.setAttribute("aria-pressed", String(Number(button.dataset.stance) === given));
    const less = mark(one('[data-fill="less"]', element), { "aria-label": say("takeBack", { text }) });
    if (given === undefined && document.activeElement === less) choices.firstElementChild.focus();
    less.hidden = given === undefined;
  }

  showGiven(element, text, given) {
    const { max } = this.ballot.settings;
    const row = one(".dots", element);
    showDots(row, given, max);
    row.setAttribute("aria-label", say("yours", { n: given, most: max }));
    const [less, more] = [one('[data-fill="less"]', element), one('[data-fill="more"]', element)];
    if (!given && document.activeElement === less) more.focus(); // the last dot takes its button along
    less.hidden = !given;
    less.setAttribute("aria-label", say("less", { text }));
    mark(more, { "aria-label": say("more", { text }), "aria-disabled": given >= max || this.dots.left === 0 ? "true" : null });
  }

  /** Say where one stands on a target, or no longer. */
  say(target, value, name) {
    const kept = value !== null;
    this.ctx.session.propose(kept ? "vote.cast" : "vote.take_back", kept ? { ballot: this.ballot.id, target, value } : { ballot: this.ballot.id, target });
    announce(kept ? name : say("tookBack"));
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

/** The stances a person has said in a ballot, by target, and how many targets are left. */
function unsaid(records, ballot) {
  const said = ballot.targets.map((target) => [target, records.get(`vote:${ballot.id}:${target}`)]).filter(([, vote]) => vote);
  return { given: new Map(said.map(([target, { value }]) => [target, value])), left: ballot.targets.length - said.length };
}

/** Who broke a tie, and for what where that can be said in words. */
function decision(text) {
  return text ? say("decidedIs", { text: clip(text, MOST) }) : say("decided");
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
    const told = [say("votedOf", { n: ballot.voted, all: Math.max(workshop.people, ballot.voted) })];
    if (ballot.paper) told.push(say("votedPaper", { n: ballot.paper }));
    if (ballot.hands) told.push(say("votedHands", { n: ballot.hands }));
    if (ballot.runoff_of) told.push(say("afterSecond"));
    if (ballot.decided) told.push(decision(textOf(session.get(ballot.decided))));
    refill(this.element, { voted: told.join(" ") });
    one('[data-fill="back"]', this.element).hidden = activity.tool !== "board";
    const most = Math.max(1, ...tallies.map(({ dots: n }) => n || 0));
    keyed(one(".votes", this.element), tallies, ({ target }) => target, ({ target }) => mark(fill("result"), { "data-paper": paper(target) }), (element, tally) => {
      const record = session.get(tally.target);
      const stances = ofStances(tally);
      const count = stances ? say("stances", tally) : say("given", { n: tally.dots });
      refill(element, { text: textOf(record) || say("untitled"), count, tied: tally.tied && (stances || tally.dots) ? say("tied") : null });
      const bar = one(".balance", element);
      bar.hidden = !stances;
      if (stances) drawBalance(bar, tally);
      const row = one(".dots", element);
      row.hidden = stances || most > 30;
      if (!row.hidden) showDots(row, tally.dots, tally.dots);
      row.setAttribute("aria-label", count);
      mark(one(".votable__text", element), { dir: direction(record && record.lang) });
    });
  }
}
