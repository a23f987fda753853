/** Gathering on the phone: which notes of one's own table stand together, and how the group is called. */

import { ask } from "../ui/dialog.js";
import { byId, fill, one, refill } from "../ui/dom.js";
import { toast } from "../ui/toast.js";
import { say } from "../ui/words.js";
import { newId } from "../live/ids.js";

/** Open the dialog on a new group, or on one that is there, and do what was decided. */
export async function gather(ctx, activity, cluster = null) {
  const dialog = byId("gather");
  const notes = within(ctx, activity, cluster);
  if (!notes.length) return toast(say("gatherNone"));
  const most = activity.rules.clusters;
  refill(dialog, { notes: notes.map((note) => choice(note, cluster)), most: most ? say("gatherMost", { n: most }) : null });
  byId("gather-name").value = cluster ? cluster.title : "";
  one('[data-fill="dissolve"]', dialog).hidden = !cluster;
  const decided = await ask(dialog);
  const chosen = [...dialog.querySelectorAll("input:checked")].map(({ value }) => ctx.session.get(value)).filter(Boolean);
  const title = byId("gather-name").value.trim();
  if (decided === "dissolve") return answered(await ctx.session.propose("cluster.dissolve", { id: cluster.id }));
  if (decided !== "save" || (!cluster && !chosen.length)) return null;
  const members = within(ctx, activity, cluster).filter((note) => cluster && inside(note, cluster));
  for (const [k, d] of steps(activity, cluster, chosen, members, title)) answered(await ctx.session.propose(k, d));
  return null;
}

/** The notes one may gather: all in sight, where tables work apart those of one's own. */
function within({ session, found }, activity, cluster) {
  const own = activity.rules.tables && found.me ? found.me.table : undefined;
  const notes = session.of("note").filter((note) => note.activity === activity.id && !note.parked && (own === undefined || note.table === own));
  return cluster ? [...notes.filter((note) => inside(note, cluster)), ...notes.filter((note) => !inside(note, cluster))] : notes;
}

const inside = (note, cluster) => (note.clusters || []).includes(cluster.id);

function choice(note, cluster) {
  const made = refill(fill("gather-note"), { text: note.text || say("photoAlt") });
  Object.assign(one("input", made), { value: note.id, checked: Boolean(cluster && inside(note, cluster)) });
  return made;
}

/** What has to be asked, one after the other; a note stands in one group. */
function steps(activity, cluster, chosen, members, title) {
  const ids = (some) => some.map(({ id }) => id);
  const coming = cluster ? chosen.filter((note) => !inside(note, cluster)) : chosen;
  const asks = [];
  for (const other of new Set(coming.flatMap((note) => note.clusters || []))) {
    asks.push(["cluster.unassign", { id: other, notes: ids(coming.filter((note) => note.clusters.includes(other))) }]);
  }
  if (!cluster) return [...asks, ["cluster.create", { id: newId(), activity: activity.id, title, notes: ids(chosen) }]];
  const going = members.filter(({ id }) => !ids(chosen).includes(id));
  if (going.length) asks.push(["cluster.unassign", { id: cluster.id, notes: ids(going) }]);
  if (coming.length) asks.push(["cluster.assign", { id: cluster.id, notes: ids(coming) }]);
  if (title !== cluster.title) asks.push(["cluster.rename", { id: cluster.id, title }]);
  return asks;
}

function answered(answer) {
  if (answer.t === "reject" && answer.say) toast(answer.say, { tone: "stop" });
}
