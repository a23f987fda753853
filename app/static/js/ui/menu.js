/** `<details class="menu">` that behaves: arrows move, Escape closes, choosing or leaving closes. */

/** Make every menu within an element behave; calling it again is harmless. */
export function menus(within = document) {
  for (const menu of within.querySelectorAll("details.menu")) if (!menu.dataset.menu) behave(menu);
}

function behave(menu) {
  menu.dataset.menu = "on";
  menu.addEventListener("keydown", (event) => keys(menu, event));
  menu.addEventListener("click", (event) => { if (event.target.closest(".menu__list :is(a, button)")) menu.open = false; });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("pointerdown", (event) => { if (menu.open && !menu.contains(event.target)) menu.open = false; });
}

function keys(menu, event) {
  const items = [...menu.querySelectorAll(".menu__list :is(a, button)")].filter((item) => !item.hidden && !item.disabled);
  if (event.key === "Escape" && menu.open) {
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key) && items.length) {
    event.preventDefault();
    menu.open = true;
    step(items, event.key);
  }
}

function step(items, key) {
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[key];
  items[(next + items.length) % items.length].focus();
}
