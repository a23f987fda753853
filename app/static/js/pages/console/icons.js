/** Icons for what scripts make: clones of those in the page's `#icons` template. */

/** A fresh copy of an icon by its name. */
export function icon(name) {
  const found = document.getElementById("icons").content.querySelector(`[data-icon="${name}"]`);
  return found.firstElementChild.cloneNode(true);
}
