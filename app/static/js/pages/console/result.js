/** A vote as it goes, and how it ended: turnout, dots, ties, and what follows from the first. */

import { fill, keyed, mark, one } from "../../ui/dom.js";
import { paper } from "../../ui/paper.js";
import { say } from "../../ui/words.js";
import { results, saying } from "./model.js";

const PEGS = 60;
const DOTS = 40;

/** The open ballot: how many have voted, on what. Nobody is told how. */
export function drawVote(scene, model, desk) {
  const { ballot, workshop, records } = model;
  const people = Math.max(workshop.people, ballot.voted);
  one('[data-fill="voted"]', scene).textContent = ballot.voted;
  one('[data-fill="of"]', scene).textContent = say("voted_of", { n: people });
  one('[data-fill="rules"]', scene).textContent = rules(ballot);
  pegs(one('[data-fill="pegs"]', scene), ballot.voted, people);
  keyed(one('[data-fill="cards"]', scene), ballot.targets, (id) => id, () => fill("card"), (made, id) => card(made, records.get(id), id));
  one('[data-act="close-ballot"]', scene).dataset.id = ballot.id;
  one('[data-fill="paper"]', scene).hidden = !model.people.some((person) => person.paper);
  one('[data-act="vote-paper"]', scene).onclick = (event) => desk.ballots.paperMenu(event.currentTarget, ballot);
}

function rules({ settings }) {
  const parts = [say("dots_each", { n: settings.dots }), say("most_each", { n: settings.max })];
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
  const tied = rows.filter(({ rank, dots }) => rank === 1 && dots > 0);
  one('[data-fill="turnout"]', scene).textContent = turnout(ballot, workshop, model);
  one('[data-fill="tie"]', scene).hidden = tied.length < 2;
  one('[data-fill="tie-text"]', scene).textContent = tied.length > 1 ? say("tie", { n: tied.length }) : "";
  one('[data-act="again"]', scene).onclick = () => desk.ballots.open(model.viewed, tied.map(({ target }) => target), 1);
  keyed(one('[data-fill="rows"]', scene), rows, ({ target }) => target, () => row(desk), (made, result) => show(made, result, records, model));
}

function turnout(ballot, workshop, model) {
  const people = Math.max(workshop.people, ballot.voted);
  const paperPeople = model.people.filter((person) => person.paper).length;
  const base = say("turnout", { voted: ballot.voted, people });
  return paperPeople ? `${base} ${say("turnout_paper", { n: paperPeople })}` : base;
}

function row(desk) {
  const made = fill("rank");
  const more = one('[data-act="rank-more"]', made);
  more.addEventListener("click", () => desk.ballots.menu(more, made.dataset.id));
  one('[data-act="rank-draft"]', made).addEventListener("click", () => desk.draft(desk.session.get(made.dataset.id)));
  return made;
}

function show(made, { target, dots, rank, tied }, records, model) {
  const record = records.get(target);
  mark(made, { "data-id": target, "data-first": rank === 1 && dots > 0, "data-paper": paper(target), "data-spot": model.workshop.spotlight === target });
  one('[data-fill="rank"]', made).textContent = rank;
  one('[data-fill="tied"]', made).hidden = !tied;
  one('[data-fill="text"]', made).textContent = saying(record, 200) || say("gone");
  one('[data-fill="value"]', made).textContent = dots;
  one('[data-fill="said"]', made).textContent = say("dots", { n: dots });
  one('[data-act="rank-draft"]', made).hidden = rank !== 1 || !dots || !record;
  const place = one('[data-fill="dots"]', made);
  const many = Math.min(dots, DOTS);
  while (place.children.length > many) place.lastElementChild.remove();
  while (place.children.length < many) {
    const dot = document.createElement("i");
    dot.dataset.on = "";
    place.append(dot);
  }
}
