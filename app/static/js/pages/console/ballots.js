/** Votes: what is put to the vote, opened, closed, cast for those on paper, and carried on from the result. */

import { all, fill, one } from "../../ui/dom.js";
import { say } from "../../ui/words.js";
import { toast } from "../../ui/toast.js";
import { newId } from "../../live/session.js";
import { askForm, confirm } from "./asking.js";
import { chosenIds } from "../../ui/choice.js";
import { named } from "./bring.js";
import { saying, shown } from "./model.js";
import { proposable } from "./outcome.js";
import { pop } from "./pop.js";

const MANY = 12;
const USUAL = { method: "dots", dots: 3, max: 1, secret: true, shuffle: true };

export class Ballots {
  constructor(desk) {
    this.desk = desk;
  }

  /** What can be put to the vote in an activity, by where it is: [{activity, cards}], what was carried here first. */
  candidates(activity) {
    const { model } = this.desk;
    const here = new Set(model.notes.filter((note) => note.activity === activity.id).map((note) => note.from));
    const from = (each) => {
      const clusters = model.clusters.filter((cluster) => cluster.activity === each.id && cluster.title && !here.has(cluster.id));
      const notes = model.notes.filter((note) => note.activity === each.id && !note.aside && !here.has(note.id) && (shown(each) || note.from));
      return { activity: each, cards: shown(each) ? [...clusters, ...notes] : notes };
    };
    const others = model.activities.filter(({ id, order }) => id !== activity.id && order < activity.order).reverse();
    return [from(activity), ...others.map(from)].filter(({ cards }) => cards.length);
  }

  /** What is chosen to begin with: the cards carried here, or those that the rules name, or those of the last board; up to twelve. */
  preselected(groups, activity) {
    const [first] = groups;
    if (!first) return [];
    if (first.activity.id === activity.id) return first.cards.slice(0, MANY).map(({ id }) => id);
    const there = new Set(groups.flatMap(({ cards }) => cards).map(({ id }) => id));
    const meant = (named(this.desk.model, activity)?.cards || []).map(({ id }) => id).filter((id) => there.has(id));
    if (meant.length) return meant.slice(0, MANY);
    const clusters = first.cards.filter(({ kind }) => kind === "cluster");
    return (clusters.length ? clusters : first.cards).slice(0, MANY).map(({ id }) => id);
  }

  /** Ask what is voted and how, then open. */
  async open(activity) {
    const groups = this.candidates(activity);
    const wanted = new Set(this.preselected(groups, activity));
    const rules = { ...USUAL, ...(activity.rules.ballot || {}) };
    const answer = await askForm("ask-ballot", rules, (dialog, form) => this.furnish(dialog, form, groups, wanted));
    if (!answer) return;
    const settings = { dots: Number(answer.dots), max: Math.min(Number(answer.max), Number(answer.dots)), secret: Boolean(answer.secret), shuffle: Boolean(answer.shuffle) };
    const chosen = groups.flatMap(({ cards }) => cards).map(({ id }) => id).filter((id) => wanted.has(id));
    if (chosen.length) await this.desk.acts.do("ballot.open", { id: newId(), activity: activity.id, method: answer.method, targets: chosen, settings });
  }

  furnish(dialog, form, groups, wanted) {
    const { method } = form.elements;
    const counting = () => {
      for (const field of all("[data-of]", form)) field.hidden = field.dataset.of !== method.value;
    };
    method.onchange = counting;
    counting();
    const count = () => {
      one('[data-fill="count"]', dialog).textContent = say("cards_chosen", { n: wanted.size });
      one('[data-fill="many"]', dialog).hidden = wanted.size <= MANY;
      one('[data-fill="ok"]', dialog).disabled = !wanted.size;
    };
    const place = one('[data-fill="groups"]', dialog);
    place.replaceChildren(...groups.map(({ activity, cards }) => {
      const made = fill("ballot-group", { title: activity.title });
      one('[data-fill="cards"]', made).replaceChildren(...cards.map((card) => this.choice(card, wanted, count)));
      return made;
    }));
    one('[data-fill="none"]', dialog).hidden = groups.length > 0;
    one('[data-act="none"]', dialog).onclick = () => {
      wanted.clear();
      for (const box of all('input[name="target"]', place)) box.checked = false;
      count();
    };
    count();
  }

  choice(card, wanted, count) {
    const made = fill("ballot-card", { text: saying(card, 140) || say("picture") });
    const box = one("input", made);
    box.checked = wanted.has(card.id);
    box.addEventListener("change", () => {
      if (box.checked) wanted.add(card.id);
      else wanted.delete(card.id);
      count();
    });
    if (card.kind === "cluster") made.dataset.cluster = "";
    return made;
  }

  /** Vote again, one dot each, on all that are tied; the server says no where one of them is no longer to be seen. */
  async again(ballot) {
    const { secret, shuffle } = ballot.settings;
    const sure = await confirm({ title: say("again"), text: say("again_sure"), ok: say("step_open_ballot") });
    if (sure) await this.desk.acts.do("ballot.open", {
      id: newId(), activity: ballot.activity, method: "dots", targets: ballot.first, settings: { dots: 1, max: 1, secret, shuffle }, runoff_of: ballot.id,
    });
  }

  /** Break a tie, or put right how it was broken: which of the tied, then whether to. */
  decideMenu(anchor, ballot) {
    const { session } = this.desk;
    const others = (ballot.tied || ballot.first).filter((target) => target !== ballot.decided);
    pop(anchor, others.map((target) => ({
      label: saying(session.get(target), 60) || say("gone"), icon: "check", run: () => this.decide(ballot, target),
    })), { title: say("decide") });
  }

  async decide(ballot, target) {
    const text = say("decide_sure", { text: saying(this.desk.session.get(target), 80) });
    if (await confirm({ title: say("decide"), text, ok: say("decide") })) await this.desk.acts.do("ballot.decide", { id: ballot.id, target });
  }

  /** Close, after asking when many have not voted yet. */
  async close(ballot) {
    const { model, acts } = this.desk;
    const missing = model.workshop.people - ballot.voted;
    if (missing > 0 && ballot.state === "open") {
      const sure = await confirm({ title: say("close_vote"), text: say("close_vote_sure", { n: missing }), ok: say("close_vote") });
      if (!sure) return;
    }
    await acts.do("ballot.close", { id: ballot.id });
  }

  /** Close the phones, so that hands can be counted; asks first when people with a phone have not voted yet. */
  async closePhones(ballot) {
    const { model, acts } = this.desk;
    const missing = model.workshop.people - ballot.voted - model.people.filter(({ paper }) => paper).length;
    const sure = missing <= 0 || await confirm({ title: say("step_close_phones"), text: say("close_phones_sure", { n: missing }), ok: say("step_close_phones") });
    if (sure) await acts.do("ballot.phones", { id: ballot.id });
  }

  /** Put down what somebody without a phone chose: their slip of paper. */
  async voteFor(person, ballot) {
    const { session, acts } = this.desk;
    const answer = await askForm("ask-slip", {}, (dialog) => {
      one('[data-fill="title"]', dialog).textContent = say("slip_of", { name: person.alias });
      const stances = ballot.method === "stance";
      one('[data-fill="about"]', dialog).textContent = stances ? say("one_answer") : say("dots_each", { n: ballot.settings.dots });
      one('[data-fill="rows"]', dialog).replaceChildren(...ballot.targets.map((id) => {
        const made = fill(stances ? "slip-stance" : "slip-row", { text: saying(session.get(id), 140) });
        Object.assign(one("input, select", made), stances ? { name: id } : { name: id, max: ballot.settings.max });
        return made;
      }));
    });
    if (!answer) return;
    const said = ballot.targets.filter((target) => (ballot.method === "stance" ? answer[target] : Number(answer[target])));
    const asks = said.map((target) => ["vote.cast", { ballot: ballot.id, target, value: Number(answer[target]) }, { for: person.id }]);
    const replies = asks.length ? await acts.all(asks) : [];
    if (replies.length && replies.every(({ t }) => t === "ack")) toast(say("slip_kept", { name: person.alias }), { tone: "good" });
  }

  paperMenu(anchor, ballot) {
    const papers = this.desk.model.people.filter((person) => person.paper);
    pop(anchor, papers.map((person) => ({ label: person.alias, icon: "file-text", run: () => this.voteFor(person, ballot) })), { title: say("vote_for") });
  }

  /** What follows from a result. */
  menu(anchor, target, activity) {
    const { session, model, notes } = this.desk;
    const record = session.get(target);
    if (!record) return;
    pop(anchor, [
      { label: model.workshop.spotlight === target ? say("light_off") : say("light_on"), icon: "flashlight", run: () => notes.light(record) },
      { label: say("carry_to"), icon: "corner-up-right", items: () => notes.onward([record], record.activity) },
      proposable(this.desk, model.activities.find(({ id }) => id === activity)) && { label: say("draft_from"), icon: "file-text", run: () => this.desk.draft(record) },
    ], { title: saying(record, 40) });
  }

  /** The ideas that the last closed vote put first: one, several when they are tied, none without votes. */
  chosen(model) {
    return chosenIds(model.records.values()).map((id) => model.records.get(id)).filter(Boolean);
  }
}
