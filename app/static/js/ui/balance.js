/** How stances stand: a bar in three parts, each as long as its number, told apart by how it is filled. */

const PARTS = ["yes", "unsure", "no"];

/** Whether a result is of stances. */
export const ofStances = (tally) => tally.yes !== undefined;

/** Bring the bar in `place` to a result's numbers. */
export function drawBalance(place, tally) {
  while (place.children.length < PARTS.length) place.append(document.createElement("i"));
  [...place.children].forEach((part, at) => {
    const n = tally[PARTS[at]];
    part.dataset.part = PARTS[at];
    part.hidden = !n;
    part.style.flexGrow = n;
  });
}
