/** Texts made short enough to stand inside a sentence. */

/** A text that fits into a sentence: at most so many signs. */
export function clip(text, most) {
  const signs = [...text.replace(/\s+/g, " ").trim()];
  return signs.length > most ? `${signs.slice(0, most - 1).join("").trimEnd()}…` : signs.join("");
}
