/** The paper a note is always drawn on: the same for everyone, by its id. (`web/render.py` agrees.) */

export const PAPERS = ["paglia", "pesca", "rosa", "lilla", "cielo", "salvia"];

/** One of the six papers. Ids are lower-case ASCII. */
export function paper(id) {
  let sum = 0;
  for (let at = 0; at < id.length; at += 1) sum += id.charCodeAt(at);
  return PAPERS[sum % PAPERS.length];
}
