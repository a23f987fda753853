/** Makes this page open without a network, where the browser allows it: on https, or on the device itself. */

import { byId } from "./dom.js";

const WORKER = "/worker.js";

/** Once everything urgent has loaded. */
export function keepPages() {
  if (!("serviceWorker" in navigator)) return;
  const register = () => navigator.serviceWorker.register(WORKER).catch(() => {}); // without it all works, but not offline
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}

/** Show the button that installs, from when the browser says that it may be. */
export function offerInstalling() {
  const button = byId("install");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button.hidden = false;
    button.onclick = () => { button.hidden = true; event.prompt(); };
  });
}

keepPages();
