/** What the workshop chose: the one place that says which vote counts, and what it put first. */

/** The ids that the last closed vote of the agenda put first: one, several when they are tied, none without. */
export function chosenIds(records) {
  const all = [...records];
  const order = new Map(all.filter(({ kind }) => kind === "activity").map(({ id, order: at }) => [id, at]));
  const closed = all.filter((record) => record.kind === "ballot" && record.state === "closed");
  const last = closed.sort((one, other) => (order.get(one.activity) ?? -1) - (order.get(other.activity) ?? -1)).at(-1);
  return last ? last.first : [];
}
