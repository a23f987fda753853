/** Everything the console asks of the server: sent by the live line, remembered for undo, refused in words. */

import { say } from "../../ui/words.js";
import { toast } from "../../ui/toast.js";
import { newId } from "../../live/session.js";

const UNDOABLE = /^(notes?\.(?!translate)|cluster\.|activity\.set$|activity\.order$)/;
const MOST = 100;
const MINUTE = 60_000;

export class Acts {
  constructor(session) {
    this.session = session;
    this.done = []; // what can be taken back, latest last: promises of [{id, for}], made when it is asked
  }

  /** Ask; a refusal is shown in its own words. Resolves with the answer. */
  async do(k, d = {}, options = {}) {
    return (await this.all([[k, d, options]]))[0];
  }

  /** Ask for several things that are one to the person: one undo takes them all back. */
  async all(asks) {
    const answered = Promise.all(asks.map(([k, d, options]) => this.session.propose(k, d, options)));
    if (asks.some(([k]) => UNDOABLE.test(k))) this.done = [...this.done, answered.then((answers) => took(asks, answers))].slice(-MOST);
    const answers = await answered;
    const refused = answers.find(({ t }) => t === "reject");
    if (refused) toast(refused.say || say("refused"), { tone: "stop" });
    return answers;
  }

  /** Take back the last thing done here, also one not answered yet; says what others had changed since and was left. */
  async undo() {
    let group = [];
    while (!group.length && this.done.length) group = await this.done.pop();
    if (!group.length) {
      toast(say("nothing_to_undo"));
      return;
    }
    const answers = [];
    for (const one of [...group].reverse()) answers.push(await this.session.propose("undo", { of: one.id }, { for: one.for }));
    this.tell(answers);
  }

  /** Take back what somebody did in the last minutes, where nobody else has worked on it since. */
  async undoPerson(person, minutes) {
    this.tell([await this.session.propose("undo", { person: person.id, since: this.session.now() - minutes * MINUTE })]);
  }

  tell(answers) {
    const gone = answers.filter(({ t }) => t === "ack");
    const left = gone.flatMap((answer) => answer.left || []).length;
    if (!gone.length) toast(answers[0].say || say("nothing_to_undo"), { tone: "stop" });
    else toast(left ? say("undone_left", { n: left }) : say("undone"), { tone: "good" });
  }

  // What is asked in one touch

  start(activity) {
    const asks = [["activity.start", { id: activity.id }]];
    if (activity.minutes) asks.push(["timer.start", { seconds: activity.minutes * 60 }]);
    return this.all(asks);
  }

  toggleLock(activity) {
    return this.do(activity.state === "locked" ? "activity.unlock" : "activity.lock", { id: activity.id });
  }

  /** `to` is "", "facilitators", "tables" or "room"; going back covers first. */
  reveal(activity, to) {
    const hide = ["activity.hide", { id: activity.id }];
    const back = activity.revealed || (activity.by_table && to === "facilitators");
    if (["facilitators", "tables"].includes(to) && back) return this.all([hide, ["activity.reveal", { id: activity.id, to }]]);
    return to ? this.do("activity.reveal", { id: activity.id, to }) : this.do("activity.hide", { id: activity.id });
  }

  light(target) {
    return this.do("spotlight.set", { target });
  }

  async remove(notes) {
    const answers = await this.all(notes.map(({ id }) => ["note.remove", { id }]));
    if (answers.every(({ t }) => t === "ack")) {
      toast(say("removed", { n: notes.length }), { action: { label: say("undo"), run: () => this.undo() } });
    }
  }

  /** Carry notes or clusters into another activity as linked cards. */
  async carry(records, to) {
    const answers = await this.all(records.map(({ id }) => ["note.carry", { id, to: to.id, as: newId() }]));
    const went = answers.filter(({ t }) => t === "ack").length;
    if (went) toast(say("carried", { n: went, title: to.title }), { tone: "good" });
  }

  setAside(notes, to) {
    return this.all(notes.map(({ id }) => ["note.hide", { id, to }]));
  }

  park(notes, to) {
    return this.all(notes.map(({ id }) => ["note.park", { id, to }]));
  }

  /** Put notes into a zone, out of the clusters they were in. */
  toZone(notes, zone) {
    const asks = leaving(notes);
    for (const note of notes) if (note.zone !== zone) asks.push(["note.move", { id: note.id, zone }]);
    return asks.length ? this.all(asks) : Promise.resolve([]);
  }

  /** Put notes into a cluster, out of the others. */
  toCluster(notes, cluster) {
    const moving = notes.filter((note) => !note.clusters.includes(cluster.id));
    if (!moving.length) return Promise.resolve([]);
    return this.all([...leaving(moving), ["cluster.assign", { id: cluster.id, notes: ids(moving) }]]);
  }

  /** Gather notes into a new cluster. */
  group(notes, title) {
    return this.all([...leaving(notes), ["cluster.create", { id: newId(), activity: notes[0].activity, title, notes: ids(notes) }]]);
  }
}

/** Of what was asked, what happened and can be taken back. */
function took(asks, answers) {
  return asks.flatMap(([k, , options], at) => (
    answers[at].t === "ack" && answers[at].last !== null && UNDOABLE.test(k) ? [{ id: answers[at].id, for: options?.for }] : []
  ));
}

const ids = (records) => records.map(({ id }) => id);

/** What takes notes out of the clusters they are in. */
function leaving(notes) {
  const clusters = new Map();
  for (const note of notes) for (const id of note.clusters) clusters.set(id, [...(clusters.get(id) || []), note.id]);
  return [...clusters].map(([id, members]) => ["cluster.unassign", { id, notes: members }]);
}
