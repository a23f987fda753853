/** Votes: what is put to the vote, opened, closed, cast for those on paper, and carried on from the result. */

import { all, fill, one } from "../../ui/dom.js";
import { say } from "../../ui/words.js";
import { toast } from "../../ui/toast.js";
import { newId } from "../../live/session.js";
import { askForm, confirm } from "./asking.js";
import { latest, results, saying, shown } from "./model.js";
import { pop } from "./pop.js";

const MANY = 12;
const USUAL = { dots: 3, max: 1, secret: true, shuffle: true };

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

  /** What is chosen to begin with: the cards carried here, or else those of the last board, up to twelve. */
  preselected(groups, activity) {
    const [first] = groups;
    if (!first) return [];
    if (first.activity.id === activity.id) return first.cards.slice(0, MANY).map(({ id }) => id);
    const clusters = first.cards.filter(({ kind }) => kind === "cluster");
    return (clusters.length ? clusters : first.cards).slice(0, MANY).map(({ id }) => id);
  }

  /** Ask what is voted and how, then open. */
  async open(activity, targets = null, dots = null) {
    const groups = this.candidates(activity);
    const wanted = new Set(targets || this.preselected(groups, activity));
    const rules = { ...USUAL, ...(activity.rules.ballot || {}), ...(dots ? { dots, max: 1 } : {}) };
    const answer = await askForm("ask-ballot", rules, (dialog, form) => this.furnish(dialog, form, groups, wanted));
    if (!answer) return;
    const settings = { dots: Number(answer.dots), max: Math.min(Number(answer.max), Number(answer.dots)), secret: Boolean(answer.secret), shuffle: Boolean(answer.shuffle) };
    const chosen = groups.flatMap(({ cards }) => cards).map(({ id }) => id).filter((id) => wanted.has(id));
    if (chosen.length) await this.desk.acts.do("ballot.open", { id: newId(), activity: activity.id, method: "dots", targets: chosen, settings });
  }

  furnish(dialog, form, groups, wanted) {
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

  /** Close, after asking when many have not voted yet. */
  async close(ballot) {
    const { model, acts } = this.desk;
    const missing = model.workshop.people - ballot.voted;
    if (missing > 0) {
      const sure = await confirm({ title: say("close_vote"), text: say("close_vote_sure", { n: missing }), ok: say("close_vote") });
      if (!sure) return;
    }
    await acts.do("ballot.close", { id: ballot.id });
  }

  /** Put down what somebody without a phone chose: their slip of paper. */
  async voteFor(person, ballot) {
    const { session, acts } = this.desk;
    const answer = await askForm("ask-slip", {}, (dialog) => {
      one('[data-fill="title"]', dialog).textContent = say("slip_of", { name: person.alias });
      one('[data-fill="about"]', dialog).textContent = say("dots_each", { n: ballot.settings.dots });
      one('[data-fill="rows"]', dialog).replaceChildren(...ballot.targets.map((id) => {
        const made = fill("slip-row", { text: saying(session.get(id), 140) });
        Object.assign(one("input", made), { name: id, max: ballot.settings.max });
        return made;
      }));
    });
    if (!answer) return;
    const asks = ballot.targets.map((target) => [target, Number(answer[target]) || 0]).filter(([, value]) => value)
      .map(([target, value]) => ["vote.cast", { ballot: ballot.id, target, value }, { for: person.id }]);
    const replies = asks.length ? await acts.all(asks) : [];
    if (replies.length && replies.every(({ t }) => t === "ack")) toast(say("slip_kept", { name: person.alias }), { tone: "good" });
  }

  paperMenu(anchor, ballot) {
    const papers = this.desk.model.people.filter((person) => person.paper);
    pop(anchor, papers.map((person) => ({ label: person.alias, icon: "file-text", run: () => this.voteFor(person, ballot) })), { title: say("vote_for") });
  }

  /** What follows from a result. */
  menu(anchor, target) {
    const { session, model, notes } = this.desk;
    const record = session.get(target);
    if (!record) return;
    pop(anchor, [
      { label: model.workshop.spotlight === target ? say("light_off") : say("light_on"), icon: "flashlight", run: () => notes.light(record) },
      { label: say("carry_to"), icon: "corner-up-right", items: () => notes.onward([record], record.activity) },
      { label: say("draft_from"), icon: "file-text", run: () => this.desk.draft(record) },
    ], { title: saying(record, 40) });
  }

  /** The ideas that the last closed vote put first: one, several when they are tied, none without votes. */
  chosen(model) {
    const closed = model.ballots.filter(({ state }) => state === "closed");
    const order = (ballot) => model.records.get(ballot.activity)?.order ?? -1;
    const last = closed.sort((one_, other) => order(one_) - order(other)).at(-1);
    if (!last) return [];
    return results(model, latest(closed, last.activity)).filter(({ rank, dots }) => rank === 1 && dots > 0)
      .map(({ target }) => model.records.get(target)).filter(Boolean);
  }
}
