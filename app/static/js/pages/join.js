/** The card at the door: another name at a touch, and one entry for however many touches. */

import "../ui/offline.js";

const names = JSON.parse(document.getElementById("names").textContent);
const field = document.getElementById("alias");
const form = document.getElementById("join");
let at = 0;

document.getElementById("other-alias").addEventListener("click", (event) => {
  if (!names.length) return;
  event.preventDefault();
  at = (at + 1) % names.length;
  field.value = names[at];
});

let sent = false;
form.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });
