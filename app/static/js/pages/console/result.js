/** A vote as it goes, and how it ended: turnout, dots or stances, ties, and what follows from the first. */

import { drawBalance, ofStances } from "../../ui/balance.js";
import { all, fill, keyed, mark, one } from "../../ui/dom.js";
import { paper } from "../../ui/paper.js";
import { say } from "../../ui/words.js";
import { results, saying } from "./model.js";
import { proposable } from "./outcome.js";

const PEGS = 60;
const DOTS = 40;

/** The open ballot: how many have voted, on what. Nobody is told how. */
export function drawVote(scene, model, desk) {
  const { ballot, workshop, records } = model;
  const people = Math.max(workshop.people, ballot.voted);
  one('[data-fill="voted"]', scene).textContent = ballot.voted;
  one('[data-fill="of"]', scene).textContent = say("voted_of", { n: ballot.voted, all: people });
  one('[data-fill="rules"]', scene).textContent = rules(ballot);
  pegs(one('[data-fill="pegs"]', scene), ballot.voted, people);
  keyed(one('[data-fill="cards"]', scene), ballot.targets, (id) => id, () => fill("card"), (made, id) => card(made, records.get(id), id));
  for (const button of all("[data-act^=close-]", scene)) button.dataset.id = ballot.id;
  one('[data-fill="paper"]', scene).hidden = !model.people.some((person) => person.paper);
  one('[data-act="vote-paper"]', scene).onclick = (event) => desk.ballots.paperMenu(event.currentTarget, ballot);
}

function rules({ method, settings }) {
  const parts = method === "stance" ? [say("one_answer")] : [say("dots_each", { n: settings.dots }), say("most_each", { n: settings.max })];
  if (settings.secret) parts.push(say("hidden_until"));
  return parts.join(" · ");
}

function card(made, record, id) {
  made.dataset.paper = paper(id);
  one('[data-fill="text"]', made).textContent = saying(record, 200) || say("picture");
}

function pegs(place, on, of) {
  const many = Math.min(of, PEGS);
  while (place.children.length > many) place.lastElementChild.remove();
  while (place.children.length < many) place.append(document.createElement("i"));
  [...place.children].forEach((peg, at) => peg.toggleAttribute("data-off", at >= (of > PEGS ? Math.round((on / of) * PEGS) : on)));
}

/** The closed ballot. */
export function drawResult(scene, model, desk) {
  const { ballot, workshop, records } = model;
  const rows = results(model, ballot);
  const tied = rows.filter(({ target }) => ballot.first.length > 1 && ballot.first.includes(target));
  const changeable = Boolean(ballot.decided) && workshop.state === "open" && workshop.current === ballot.activity;
  one('[data-fill="turnout"]', scene).textContent = turnout(ballot, model, changeable);
  one('[data-fill="tie"]', scene).hidden = tied.length < 2 && !changeable;
  one('[data-fill="tie-text"]', scene).textContent = changeable ? decision(ballot, records) : tied.length > 1 ? say("tie", { n: tied.length }) : "";
  one('[data-fill="tie-how"]', scene).textContent = say(changeable ? "decided_for_now" : ballot.runoff_of ? "tied_still" : "tied_once");
  const again = one('[data-act="again"]', scene);
  again.hidden = Boolean(ballot.runoff_of || ballot.decided);
  again.onclick = () => desk.ballots.again(ballot);
  const decide = one('[data-act="decide"]', scene);
  one('[data-fill="decide"]', decide).textContent = say(changeable ? "decide_otherwise" : "decide");
  decide.onclick = () => desk.ballots.decideMenu(decide, ballot);
  keyed(one('[data-fill="rows"]', scene), rows, ({ target }) => target, () => row(desk), (made, result) => show(made, result, ballot, model, proposable(desk, model.viewed)));
}

/** Who broke the tie, and for what. */
function decision(ballot, records) {
  const text = saying(records.get(ballot.decided), 80);
  return text ? say("decided_is", { text }) : say("decided");
}

function turnout(ballot, { workshop, records }, decisionBelow) {
  const people = Math.max(workshop.people, ballot.voted);
  const base = say("turnout", { n: ballot.voted, voted: ballot.voted, people });
  const parts = [base];
  if (ballot.paper) parts.push(say("turnout_paper", { n: ballot.paper }));
  if (ballot.hands) parts.push(say("turnout_hands", { n: ballot.hands }));
  if (ballot.runoff_of) parts.push(say("after_second"));
  if (ballot.decided && !decisionBelow) parts.push(decision(ballot, records));
  return parts.join(" ");
}

function row(desk) {
  const made = fill("rank");
  const more = one('[data-act="rank-more"]', made);
  more.addEventListener("click", () => desk.ballots.menu(more, made.dataset.id, made.dataset.activity));
  one('[data-act="rank-draft"]', made).addEventListener("click", () => desk.draft(desk.session.get(made.dataset.id)));
  return made;
}

function show(made, tally, ballot, model, may) {
  const { target, rank, tied } = tally;
  const stances = ofStances(tally);
  const dots = stances ? 0 : tally.dots;
  const record = model.records.get(target);
  const first = ballot.first.includes(target);
  mark(made, { "data-id": target, "data-activity": ballot.activity, "data-first": first, "data-stances": stances, "data-paper": paper(target), "data-spot": model.workshop.spotlight === target });
  one('[data-fill="rank"]', made).textContent = rank;
  one('[data-fill="tied"]', made).hidden = !tied;
  one('[data-fill="text"]', made).textContent = saying(record, 200) || say("gone");
  one('[data-fill="value"]', made).textContent = stances ? "" : dots;
  const said = one('[data-fill="said"]', made);
  said.textContent = stances ? say("stances", tally) : say("dots", { n: dots });
  said.classList.toggle("vh", !stances);
  const bar = one('[data-fill="balance"]', made);
  bar.hidden = !stances;
  if (stances) drawBalance(bar, tally);
  one('[data-act="rank-draft"]', made).hidden = !first || !record || !may;
  const place = one('[data-fill="dots"]', made);
  const many = Math.min(dots, DOTS);
  while (place.children.length > many) place.lastElementChild.remove();
  while (place.children.length < many) {
    const dot = document.createElement("i");
    dot.dataset.on = "";
    place.append(dot);
  }
}
