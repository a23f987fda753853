/** Notices at once when somebody else changes an agenda that is open on a page. */

import { openSession } from "../../live/session.js";

const SOON = 300; // ms in which several changes are one

/** Call `changed` soon after the agenda of a workshop has become another, whoever made it so. */
export function watchAgenda(workshop, changed) {
  const session = openSession({ workshop, scope: "all", outbox: false });
  let known = null;
  let waiting = 0;
  session.on("change", () => {
    const now = agenda(session);
    if (known !== null && now !== known) {
      clearTimeout(waiting);
      waiting = setTimeout(changed, SOON);
    }
    known = now;
  });
}

/** What an agenda says, but for how many notes lie face down in it. */
function agenda(session) {
  const activities = session.of("activity").map(({ hidden, ...said }) => said);
  const [{ starts_at: starts, closing_at: ends, languages } = {}] = session.of("workshop");
  return JSON.stringify([activities, starts, ends, languages]);
}

/** The page at this address as it is now, or null where there is none any more. */
export async function page(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

/** The fields of a form or a page that hold something else than when they came. */
export function typed(within) {
  return [...within.querySelectorAll("input, textarea")].filter((field) =>
    field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
}

/** Put up the notice of this name, in the place of one that is up; gives it. */
export function notice(name, place) {
  document.querySelector(".elsewhere")?.remove();
  const made = document.getElementById(name).content.firstElementChild.cloneNode(true);
  made.classList.add("elsewhere");
  place.prepend(made);
  return made;
}
