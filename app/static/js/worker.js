/**
 * The service worker: keeps what joining and writing load, and the last page of each participant on this device, so that
 * both open without a network. The network comes first for pages; nothing of those who lead is ever kept.
 */

const { version, shell } = self.KEEP;
const SHELL = `shell-${version}`;
const PAGES = "pages";
const PATIENCE = 4000; // ms that a page may take before the kept one is shown
const OFFLINE = "/offline";
const KEPT_PAGES = /^\/($|j\/|p\/)/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(shell)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(part(request));
  else if (request.mode === "navigate" && KEPT_PAGES.test(url.pathname)) event.respondWith(page(request));
});

/** Shells of other versions go; pages stay. */
async function tidy() {
  for (const name of await caches.keys()) if (name !== SHELL && name !== PAGES) await caches.delete(name);
}

/** A file of the interface: its address names its content, so the kept one is the right one. */
async function part(request) {
  return (await caches.match(request)) || fetch(request);
}

/** The page from the network; the kept one when there is none, or none in time. */
async function page(request) {
  const pages = await caches.open(PAGES);
  const fresh = fetch(request).then((answer) => keep(pages, request, answer));
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); }).then(() => pages.match(request));
  try {
    return (await Promise.race([fresh, late])) || await fresh;
  } catch (error) {
    return (await pages.match(request)) || (await caches.match(OFFLINE)) || Response.error();
  }
}

/** Keep what was answered well; forget a page that the server no longer gives, since the person is no longer in. */
async function keep(pages, request, answer) {
  if (answer.ok) await pages.put(request, answer.clone());
  else if (answer.status >= 400 && answer.status < 500) await pages.delete(request);
  return answer;
}
