/** Tabs as ARIA wants them: arrows move and choose, only the chosen one is in the tab order. */

/** `choose(tab)` is called when a person chooses; call `select` when the page does. */
export function tablist(list, choose) {
  list.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) pick(list, tab, choose);
  });
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.querySelectorAll('[role="tab"]')];
    const at = tabs.indexOf(document.activeElement);
    const ahead = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = ahead === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const next = { [ahead]: at + 1, [back]: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const tab = tabs[(next + tabs.length) % tabs.length];
    tab.focus();
    pick(list, tab, choose);
  });
}

function pick(list, tab, choose) {
  select(list, tab);
  choose(tab);
}

/** Show which tab is chosen. */
export function select(list, chosen) {
  for (const tab of list.querySelectorAll('[role="tab"]')) {
    tab.setAttribute("aria-selected", String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
  }
}
