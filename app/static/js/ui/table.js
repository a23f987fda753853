/** What a table is called: a number alone gets the word for it. */

import { say } from "./words.js";

/** The name of a table record. */
export function tableName({ title }) {
  return /^\d+$/.test(title) ? say("table", { title }) : title;
}

/** Tables in their order. */
export function inOrder(tables) {
  return [...tables].sort((one, other) => one.order - other.order || (one.id < other.id ? -1 : 1));
}

/** Where people from each table go in a round of visits (counted from one): [[from, to]]; never to their own. */
export function visits(tables, round) {
  const many = tables.length;
  if (many < 2) return [];
  const step = ((Math.max(round, 1) - 1) % (many - 1)) + 1;
  return tables.map((table, at) => [table, tables[(at + step) % many]]);
}
