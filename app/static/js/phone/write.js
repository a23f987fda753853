/** The scene of a board: the question, the zones, the notes, and the box to write in. */

import { announce } from "../ui/announce.js";
import { fill, keyed, mark, one, refill } from "../ui/dom.js";
import { select, tablist } from "../ui/tabs.js";
import { tableName } from "../ui/table.js";
import { toast } from "../ui/toast.js";
import { say } from "../ui/words.js";
import { gathered, passesLeft, showClusters, showLight, showNotes } from "./board.js";
import { Composer } from "./composer.js";
import { changeNote } from "./own.js";
import { readyButton, showReady } from "./ready.js";
import { byTable, mayGather, notesLeft, notesOf, wordsOf, writable } from "./state.js";

export class Write {
  constructor(ctx) {
    const { activity } = ctx.found;
    Object.assign(this, { ctx, activity, zone: null, state: activity.state });
    this.element = fill("scene-write");
    this.places = Object.fromEntries(["tabs", "own", "others", "clusters", "far", "gather", "ready"].map((name) => [name, one(`[data-fill="${name}"]`, this.element)]));
    this.composer = new Composer(ctx, activity, (note) => this.landed(note));
    this.still = fill("still");
    this.foot = document.createElement("div");
    this.foot.append(this.composer.element, this.still);
    const draft = ctx.drafts.get(activity.id);
    this.zone = (draft && draft.zone) || ctx.zones.get(activity.id) || null;
    tablist(this.places.tabs, (tab) => this.choose(tab.dataset.zone));
    readyButton(this.places.ready, ctx);
    this.places.gather.addEventListener("click", () => this.gather());
  }

  /** In the middle of writing: nothing may take the box away. */
  get busy() {
    return this.composer.busy && !this.composer.element.hidden;
  }

  /** Put a text back into the box. */
  put(text) {
    this.composer.put(text);
  }

  choose(zone) {
    this.zone = zone;
    this.ctx.zones.set(this.activity.id, zone);
    this.update();
  }

  /** Gather notes in a new group, or in one that is there; what that takes is fetched when it is wanted. */
  gather(cluster = null) {
    import("./gather.js").then(({ gather }) => gather(this.ctx, this.activity, cluster), () => toast(say("offlineTitle")));
  }

  update() {
    const { ctx } = this;
    if (ctx.found.activity && ctx.found.activity.id === this.activity.id) this.activity = ctx.found.activity;
    const words = wordsOf(this.activity, ctx.boot.lang, ctx.boot.own);
    const notes = notesOf(ctx.session.records, this.activity.id);
    const zone = words.zones.find(({ id }) => id === this.zone) || words.zones[0] || null;
    refill(this.element, { prompt: words.prompt });
    showLight(this.element, ctx);
    this.showTabs(words.zones, zone, notes);
    this.showDrawer(zone, notes, words);
    this.showFoot(zone, notes, words);
    showReady(this.places.ready, ctx.found.me);
    this.places.ready.hidden = !writable(this.activity);
    this.tellReveal(notes);
  }

  showTabs(zones, zone, { own, all }) {
    const { tabs } = this.places;
    const counted = this.activity.revealed ? all : own;
    tabs.hidden = zones.length < 2;
    tabs.setAttribute("aria-label", say("zones"));
    const made = keyed(tabs, zones, ({ id }) => id, ({ id }) => mark(fill("tab"), { "data-zone": id, id: `tab-${id}` }), (element, { id, title }) => {
      const count = counted.filter((note) => note.zone === id).length;
      refill(element, { title, count: count ? String(count) : null });
    });
    if (zone) select(tabs, made.get(zone.id));
    const panel = one(".drawer", this.element);
    const labelled = zones.length > 1 && zone;
    mark(panel, { role: labelled ? "tabpanel" : null, "aria-labelledby": labelled ? `tab-${zone.id}` : null });
  }

  showDrawer(zone, { own, others }, { zones }) {
    const { ctx } = this;
    const here = (notes) => (zone ? notes.filter((note) => note.zone === zone.id) : notes);
    const [mine, theirs] = [here(own), here(others)];
    ctx.canEdit = writable(this.activity);
    refill(this.element, { "own-title": mine.length ? say("mine") : null });
    const empty = one(".empty", this.element);
    empty.hidden = mine.length + theirs.length > 0;
    refill(empty, { first: say(this.activity.revealed ? "firstShared" : "first") });
    showNotes(this.places.own, mine, ctx, { mine: true, edit: (note) => changeNote(ctx, note, zones) });
    this.places.own.hidden = !mine.length;
    const { seat } = ctx.found;
    const { near, far } = byTable(theirs, this.activity.rules.tables ? seat.tables : [], seat.own);
    refill(this.element, { "others-title": near.length ? say(othersTitle(this.activity, seat)) : null });
    this.showOthers(this.places.clusters, this.places.others, near);
    keyed(this.places.far, far, ({ table }) => table.id, () => fill("far-table"), (element, { table, notes }) => {
      refill(element, { title: tableName(table) });
      this.showOthers(one('[data-fill="clusters"]', element), one('[data-fill="others"]', element), notes);
    });
    const left = passesLeft(ctx.session.records, this.activity, ctx.found.me);
    refill(this.element, { passing: left === null ? null : say("passesLeft", { n: left }) });
    refill(this.element, { gather: mayGather(this.activity) ? say("gather") : null });
  }

  showOthers(clusters, others, notes) {
    const { groups, loose } = gathered(notes, this.ctx.session.of("cluster").filter(({ activity }) => activity === this.activity.id));
    showClusters(clusters, groups, this.ctx, { open: mayGather(this.activity) ? (cluster) => this.gather(cluster) : null });
    showNotes(others, loose, this.ctx);
  }

  showFoot(zone, { own }, words) {
    const open = writable(this.activity);
    const left = notesLeft(this.activity, own);
    const full = left === 0 && !this.composer.busy;
    this.composer.element.hidden = !open || full;
    this.still.hidden = open && !full;
    refill(this.still, { words: full && open ? say("noneLeft") : this.stopped() });
    this.composer.show(this.activity, zone, left, words.title);
  }

  stopped() {
    if (this.activity.state !== "locked") return say("over");
    if (this.activity.timed) return say(this.composer.busy ? "timeUpKept" : "timeUpStill");
    return say(this.composer.busy ? "stillKept" : "still");
  }

  landed(note) {
    this.ctx.land(note.id);
    this.update();
    if (this.ctx.goAfter) this.ctx.goAfter();
    else window.scrollTo({ top: 0, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  tellReveal({ all }) {
    const before = this.state;
    this.state = this.activity.state;
    if (before !== this.state && this.state === "shared") announce(say("revealed", { n: all.length }));
  }
}

/** What stands over others' notes that are near: the room's, one's own table's, or what visitors left there. */
function othersTitle({ rules }, seat) {
  if (!rules.tables || !seat.own) return "others";
  return rules.visitors ? "wheretable" : "othersTable";
}
