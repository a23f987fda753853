/** How big the letters are and how bright the page: this device's own choice, kept in cookies that pages read. */

const SIZES = ["", "2", "3"];

/** Set the size of letters: "" usual, "2", "3". */
export function setSize(size) {
  keep("text", size);
}

/** The next bigger size, the usual one after the biggest. Returns it. */
export function grow() {
  const now = document.documentElement.dataset.text || "";
  const size = SIZES[(SIZES.indexOf(now) + 1) % SIZES.length];
  setSize(size);
  return size;
}

/** Set the theme: "" as the device has it, "light", "dark". */
export function setTheme(theme) {
  keep("theme", theme);
}

/** Here at once, and on every page that this device opens. The cookies are the server's own: it is asked to set them. */
function keep(name, value) {
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
  const { text = "", theme = "" } = document.documentElement.dataset;
  const lang = (document.documentElement.lang || "").split("-x-").pop();
  const body = new URLSearchParams({ lang, text, theme, next: "/display" });
  fetch("/display", { method: "POST", body, redirect: "manual" }).catch(() => {});
}
