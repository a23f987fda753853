/** One's table: chosen from a list that says how many sit at each, or read where it is dealt; and where one visits from it. */

import { announce } from "../ui/announce.js";
import { ask } from "../ui/dialog.js";
import { byId, fill, keyed, mark, one, refill } from "../ui/dom.js";
import { inOrder, tableName, visits } from "../ui/table.js";
import { toast } from "../ui/toast.js";
import { say } from "../ui/words.js";

/** The tables of the room, the one at which `me` sits, and whether people may choose. */
export function seatOf(records, workshop, me) {
  const tables = inOrder([...records.values()].filter(({ kind }) => kind === "table"));
  const own = tables.find(({ id }) => me && id === me.table) || null;
  return { tables, own, choose: Boolean(workshop && workshop.seating === "choose" && tables.length && workshop.state !== "closed") };
}

/** A call to sit down, while there is a choice and none has been made. */
export function seatBand(ctx, { seat, me }) {
  if (!seat.choose || seat.own || !me) return null;
  return { key: "seat", title: say("seatTitle"), words: say("seatWords"), first: { label: say("seatChoose"), run: () => chooseSeat(ctx) } };
}

/** Choose from the list; whoever leads sees it at once. */
export async function chooseSeat(ctx) {
  showSeats(ctx.found.seat);
  const chosen = await ask(byId("seat"));
  const { seat } = ctx.found;
  if (!chosen || (seat.own && seat.own.id === chosen)) return;
  ctx.session.propose("person.table", { id: ctx.boot.you, table: chosen });
}

/** Keep the open list true to who sits where. */
export function showSeats({ tables, own }) {
  keyed(one("ul", byId("seat")), tables, ({ id }) => id, () => fill("seat-row"), (element, table) => {
    refill(element, { title: tableName(table), seated: say("seated", { n: table.seated || 0 }) });
    mark(one("button", element), { value: table.id, "aria-current": own && own.id === table.id ? "true" : null });
  });
}

let told = null;

/** Say it once when somebody's table changes under their hands, and show it beside their name. */
export function tellSeat({ seat, me }) {
  const place = byId("my-table");
  place.hidden = !seat.own && !seat.choose;
  if (!place.hidden) refill(place, { table: seat.own ? tableName(seat.own) : say("seatChoose") });
  place.disabled = !seat.choose;
  const now = seat.own ? seat.own.id : "";
  if (me && told !== null && told !== now && seat.own) announce(say("seatIs", { table: tableName(seat.own) }));
  if (me) told = now;
  if (byId("seat").open) showSeats(seat);
}

/** What a person does in this round: {stays} at their own table or goes `to` another; null where nobody visits. */
export function visitOf({ activity, seat, me, workshop }) {
  if (!activity || !activity.rules.visitors || activity.revealed || workshop.state !== "open" || !seat.own || !me) return null;
  const [, to] = visits(seat.tables, activity.round).find(([from]) => from.id === seat.own.id) || [];
  return to ? { stays: Boolean(me.host), to, hosted: Boolean(seat.own.hosted) } : null;
}

/** The band that says so. */
export function visitBand(ctx, found) {
  const visit = visitOf(found);
  if (!visit) return null;
  const { own } = found.seat;
  const ask = (person) => host(ctx, own, person);
  if (visit.stays) {
    return { key: "host", title: say("hostTitle", { table: tableName(own) }), words: say("hostWords"), second: { label: say("hostLeave"), run: () => ask(null) } };
  }
  return {
    key: `visit:${visit.to.id}`, title: say("visitTitle", { table: tableName(visit.to) }), words: say("visitWords"),
    first: visit.hosted ? null : { label: say("hostStay"), run: () => ask(ctx.boot.you) },
  };
}

async function host({ session }, table, person) {
  const answer = await session.propose("table.host", { id: table.id, person });
  if (answer.t === "reject" && answer.say) toast(answer.say, { tone: "stop" });
}
