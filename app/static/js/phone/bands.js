/** Bands above the scene: no network, a refused text, a forgotten one, a word from whoever leads. Offered, never forced. */

import { announce } from "../ui/announce.js";
import { byId, fill, keyed, refill } from "../ui/dom.js";
import { say } from "../ui/words.js";
import { newId } from "../live/ids.js";
import { seatBand, visitBand } from "./seat.js";

const FRESH = 15 * 60_000; // ms for which a word from whoever leads is news

/** `ctx` is the page's; `held` is what to do about a scene that waits for its writer, or null. */
export function news(ctx, found, held) {
  return [line(ctx, found), called(ctx, found), seatBand(ctx, found), visitBand(ctx, found), message(ctx), late(ctx, found), held && moved(ctx, found, held), ...refused(ctx), leftover(ctx, found, held)].filter(Boolean);
}

/** What this tab has seen: messages that were read, the last call, activities that are known. */
export function seenBefore(you) {
  const kept = (name) => { try { return sessionStorage.getItem(name); } catch (error) { return null; } };
  const keep = (name, value) => { try { sessionStorage.setItem(name, value); } catch (error) { /* forgotten with the page */ } };
  const all = (name) => new Set(JSON.parse(kept(name) || "[]"));
  const add = (set, id, name) => { set.add(id); keep(name, JSON.stringify([...set])); };
  const read = `officina:read:${you}`;
  const known = `officina:known:${you}`;
  const [messages, activities] = [all(read), all(known)];
  return {
    messages, activities, gather: undefined,
    read(id) { add(messages, id, read); },
    know(id) { add(activities, id, known); },
  };
}

function line({ session, slow }, { scene }) {
  if (scene === "gone" || scene === "bye") return null; // nobody waits for a network any more
  const { online, waiting, retryIn, lasting } = session.status;
  if (!online && slow) {
    const count = retryIn ? say("retryIn", { n: Math.ceil(retryIn / 1000) }) : say("retrying");
    return {
      key: "offline", tone: "wait", title: waiting ? say("offlineWaiting", { n: waiting }) : say("offlineTitle"), words: say("offlineWords"), count,
      first: { label: say("retry"), run: () => session.retry() },
    };
  }
  return lasting || !waiting ? null : { key: "loose", tone: "wait", title: say("looseTitle"), words: say("looseWords") };
}

function called({ seen, refresh, come }, { workshop, activity }) {
  const at = workshop ? workshop.gather : 0;
  if (seen.gather === undefined) seen.gather = workshop ? at : undefined;
  if (activity && activity.started_at > at) seen.gather = at;
  if (!at || seen.gather === at || seen.gather === undefined) return null;
  const run = () => { seen.gather = at; come(); refresh(); };
  return { key: `gather:${at}`, title: say("gatherTitle"), words: say("gatherWords"), first: { label: say("come"), run } };
}

function message({ session, seen, refresh }) {
  const latest = session.of("message").sort((one, other) => other.at - one.at)[0];
  if (!latest || seen.messages.has(latest.id) || session.now() - latest.at > FRESH) return null;
  const run = () => { seen.read(latest.id); refresh(); };
  return { key: latest.id, title: say("messageTitle"), quote: latest.text, first: { label: say("read"), run } };
}

/** Whoever came in when it had begun is told in one line what the room is doing, until they know. */
function late({ seen, refresh, lateFor }, { activity, words }) {
  if (!activity || lateFor !== activity.id || seen.activities.has(activity.id)) return null;
  const run = () => { seen.know(activity.id); refresh(); };
  return { key: `late:${activity.id}`, title: say("late", { title: words.title }), words: words.late, first: { label: say("lateKnown"), run } };
}

function moved({ refresh }, found, held) {
  const run = () => { held.go(); refresh(); };
  return { key: "moved", title: say("movedTitle"), words: say("movedWords"), first: { label: say("go"), run } };
}

function refused({ session, refresh, putBack }) {
  return session.refused.filter(({ d }) => d.text || d.media).map((command) => {
    const away = () => session.dismiss(command.id).then(refresh);
    const back = () => { putBack(command.d.text); away(); };
    const copy = () => navigator.clipboard.writeText(command.d.text).then(() => announce(say("copied"))).then(away, () => {});
    const first = putBack.ready() ? { label: say("putBack"), run: back } : { label: say("copyText"), run: copy };
    return {
      key: `refused:${command.id}`, tone: "stop", title: say("refusedTitle"), words: command.say || say("photoRefused"), quote: command.d.text,
      first: command.d.text ? first : null, second: { label: say("letGo"), run: away },
    };
  });
}

/** A text begun in an activity that is no longer the current one; activities stay open for it. */
function leftover({ session, drafts, boot, refresh, languageOf }, { activity, workshop }, held) {
  if (!workshop || workshop.state !== "open" || held) return null;
  const draft = drafts.others(activity ? activity.id : "").find(({ text }) => text);
  if (!draft) return null;
  const away = () => { drafts.keep(draft.activity, null); refresh(); };
  const stick = () => {
    const d = { id: newId(), activity: draft.activity, zone: draft.zone || "", text: draft.text, lang: languageOf(draft.text, boot.lang) };
    session.propose("note.add", d).kept.then(away, () => {});
  };
  return {
    key: `draft:${draft.activity}`, title: say("leftoverTitle"), words: say("leftoverWords"), quote: draft.text,
    first: { label: say("stickThere"), run: stick }, second: { label: say("letGo"), run: away },
  };
}

/**
 * Show these bands in their order: {key, tone, title, words, quote, count, first: {label, run}, second: {label, run}}.
 * One whose key is there already keeps its element, and its focus.
 */
export function showBands(bands) {
  keyed(byId("bands"), bands, (band) => band.key, make, update);
}

function make() {
  const made = fill("band");
  for (const name of ["first", "second"]) {
    made.querySelector(`[data-fill="${name}"]`).addEventListener("click", () => made.band[name].run());
  }
  return made;
}

function update(element, band) {
  element.band = band;
  if (band.tone) element.dataset.tone = band.tone;
  refill(element, {
    title: band.title, words: band.words || null, quote: band.quote || null, count: band.count || null,
    first: band.first ? band.first.label : null, second: band.second ? band.second.label : null,
  });
}
