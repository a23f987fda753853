/** What can be done with clusters: named, merged, split, dissolved, lit and carried. */

import { say } from "../../ui/words.js";
import { newId } from "../../live/session.js";
import { askText } from "./asking.js";
import { shown } from "./model.js";
import { pop } from "./pop.js";

export class Clusters {
  constructor(desk) {
    this.desk = desk;
  }

  menu(anchor, id, point = null) {
    const cluster = this.desk.session.get(id);
    if (cluster) pop(anchor, this.items(cluster), { title: cluster.title || say("unnamed"), point });
  }

  items(cluster) {
    const { desk } = this;
    const { acts, model, session } = desk;
    if (model.workshop.state === "closed") return [desk.notes.drafting(cluster)];
    const activity = session.get(cluster.activity);
    const others = model.clusters.filter((each) => each.activity === cluster.activity && each.id !== cluster.id);
    const inside = this.chosen(cluster);
    const outside = [...desk.chosen].map((id) => session.get(id)).filter((note) => note && !note.clusters.includes(cluster.id));
    return [
      { label: say("rename"), icon: "pencil", key: "E", run: () => this.rename(cluster.id) },
      outside.length && { label: say("add_chosen", { n: outside.length }), icon: "plus", run: () => acts.toCluster(outside, cluster).then(() => desk.choosing.clear()) },
      { label: say("merge_into"), icon: "merge", off: !others.length, items: () => this.merging(cluster, others) },
      { label: inside.length ? say("split_chosen", { n: inside.length }) : say("split_hint"), icon: "split", off: !inside.length, run: () => this.split(cluster, inside) },
      { label: model.workshop.spotlight === cluster.id ? say("light_off") : say("light_on"), icon: "flashlight", key: "L", off: !shown(activity), run: () => desk.notes.light(cluster) },
      { label: say("carry_to"), icon: "corner-up-right", off: !shown(activity), items: () => desk.notes.onward([cluster], cluster.activity) },
      desk.notes.drafting(cluster),
      { label: say("dissolve"), icon: "ungroup", tone: "stop", run: () => acts.do("cluster.dissolve", { id: cluster.id }) },
    ];
  }

  /** The chosen notes that are in this cluster. */
  chosen(cluster) {
    return [...this.desk.chosen].map((id) => this.desk.session.get(id)).filter((note) => note && note.clusters.includes(cluster.id));
  }

  merging(cluster, others) {
    return others.map((other) => ({
      label: other.title || say("unnamed"), icon: "group", run: () => this.desk.acts.do("cluster.merge", { id: cluster.id, into: other.id }),
    }));
  }

  /** Ask what a cluster is called; empty is an answer too. */
  askName(value = "") {
    return askText({ title: say("name_group"), label: say("name_label"), value, ok: say("name_ok") });
  }

  async rename(id) {
    const cluster = this.desk.session.get(id);
    const title = await this.askName(cluster?.title);
    if (title !== null && title !== (cluster?.title || "")) await this.desk.acts.do("cluster.rename", { id, title });
  }

  async split(cluster, notes) {
    const title = await this.askName();
    if (title === null) return;
    await this.desk.acts.do("cluster.split", { id: cluster.id, to: newId(), title, notes: notes.map(({ id }) => id) });
    this.desk.choosing.clear();
  }
}
