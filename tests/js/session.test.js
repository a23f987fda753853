import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "../../app/static/js/live/session.js";
import { openShelf } from "../../app/static/js/live/shelf.js";
import { digest } from "../../app/static/js/live/digest.js";
import { device, install } from "./doubles/indexeddb.js";
import { Server, until } from "./doubles/server.js";

/** The only tab of a phone. */
class OneTab {
  constructor(name, { lead }) {
    lead();
  }

  tell() {}

  close() {}
}

async function page(server, phone = device(), Tabs = OneTab) {
  install(phone);
  const session = new Session({
    workshop: "w", scope: "current", you: "me", url: "ws://x/live/w", room: server.room(), shelf: openShelf(), tabs: Tabs,
    uploader: async () => ({}),
  });
  const said = { changes: [], rejects: [], statuses: [], checks: [] };
  session.on("change", (change) => said.changes.push(change));
  session.on("reject", (reject) => said.rejects.push(reject));
  session.on("status", (status) => said.statuses.push(status));
  session.on("check", (check) => said.checks.push(check));
  session.open();
  await server.time.run(50);
  return { session, said };
}

const add = (session, id, text = id) => session.propose("note.add", { id, activity: "act", zone: "says", text });

test("a note is on the screen at once, then saved, and the guess has gone", async () => {
  const server = new Server();
  const { session } = await page(server);
  const answer = add(session, "n1", "Qui il silenzio è gratis");
  assert.equal(session.get("n1").text, "Qui il silenzio è gratis");
  assert.ok(session.guessed("n1"));
  await answer.kept;
  await server.time.run(10);
  assert.equal((await answer).t, "ack");
  assert.equal(session.guessed("n1"), false);
  assert.equal(session.get("n1").by, "note.add");
  assert.deepEqual(session.status, { online: true, waiting: 0, saved: true, retryIn: null, lasting: true });
});

test("a refused note leaves the screen, and its text stays with the person", async () => {
  const server = new Server();
  server.refuse = () => ({ code: "activity_closed", retry: "never", say: "Chiusa" });
  const phone = device();
  const { session, said } = await page(server, phone);
  const answer = add(session, "n1", "mio");
  await server.time.run(10);
  assert.equal((await answer).code, "activity_closed");
  assert.equal(session.get("n1"), undefined);
  assert.deepEqual(said.rejects.map(({ say, cmd }) => [say, cmd.d.text]), [["Chiusa", "mio"]]);
  const { session: after } = await page(server, phone);
  assert.deepEqual(after.refused.map(({ d }) => d.text), ["mio"]);
});

test("written without a network, on a page that is then closed: sent once by the next page", async () => {
  const server = new Server();
  server.commit({ id: "act", kind: "activity", zones: [] });
  const phone = device();
  const { session } = await page(server, phone);
  server.down = true;
  server.drop();
  await Promise.all(["n1", "n2", "n3"].map((id) => add(session, id).kept));
  assert.equal(session.status.waiting, 3);
  assert.equal(session.status.online, false);
  session.close();
  server.down = false;
  const { session: after } = await page(server, phone);
  await server.time.run(100);
  assert.deepEqual(server.heard.filter(({ t }) => t === "cmd").map(({ d }) => d.id), ["n1", "n2", "n3"]);
  assert.equal(server.seq, 4);
  assert.equal(after.status.saved, true);
  assert.equal(after.guessed("n1"), false);
});

test("kept notes are shown as waiting before there is a line", async () => {
  const server = new Server();
  server.down = true;
  const phone = device();
  const { session } = await page(server, phone);
  await add(session, "n1").kept;
  session.close();
  const { session: after } = await page(server, phone);
  assert.ok(after.guessed("n1"));
  assert.deepEqual(after.waiting.map(({ d }) => d.id), ["n1"]);
});

test("the answer is lost with the line: sent again, done once, answered", async () => {
  const server = new Server();
  const { session } = await page(server);
  server.loseAnswer = true;
  const answer = add(session, "n1");
  await answer.kept;
  server.loseAnswer = false;
  await server.time.run(20_000);
  assert.equal((await answer).dup, true);
  assert.equal(server.seq, 1);
  assert.equal(session.status.saved, true);
});

test("an ack that comes before its frame leaves the guess until the frame", async () => {
  const server = new Server();
  const { session } = await page(server);
  server.mute = true;
  const answer = add(session, "n1");
  await server.time.run(10);
  assert.equal((await answer).t, "ack");
  assert.ok(session.guessed("n1"));
  server.mute = false;
  server.spread();
  assert.equal(session.guessed("n1"), false);
  assert.equal(session.get("n1").by, "note.add");
});

test("a silent line is noticed and replaced; the new one goes on from the cursor", async () => {
  const server = new Server();
  server.commit({ id: "a", kind: "note" });
  const { said } = await page(server);
  server.lines[0].deaf = true;
  await server.time.run(24_000);
  server.commit({ id: "b", kind: "note" });
  await server.time.run(4_000);
  const hellos = server.heard.filter(({ t }) => t === "hello");
  assert.equal(hellos.length, 2);
  assert.deepEqual(hellos[1].resume, { epoch: "e1", cursor: 1, mark: "m1" });
  assert.ok(said.statuses.some(({ online }) => !online));
});

test("it comes back later each time, and says when", async () => {
  const server = new Server();
  const { session } = await page(server);
  server.down = true;
  server.drop();
  await server.time.run(1);
  assert.ok(session.status.retryIn > 0 && session.status.retryIn <= 1000);
  await server.time.run(60_000);
  assert.ok(session.status.retryIn <= 15_000);
  server.down = false;
  session.retry();
  await server.time.run(1);
  assert.equal(session.status.online, true);
});

test("bye says when to come back; a final one ends it", async () => {
  const server = new Server();
  const { session } = await page(server);
  const ends = [];
  session.on("bye", (bye) => ends.push(bye.code));
  server.tell(server.lines[0], { t: "bye", code: "restart", after: 2000 });
  await server.time.run(1900);
  assert.equal(session.status.online, false);
  await server.time.run(1200);
  assert.equal(session.status.online, true);
  server.tell(server.lines[server.lines.length - 1], { t: "bye", code: "not_allowed", after: 0 });
  await server.time.run(60_000);
  assert.deepEqual(ends, ["not_allowed"]);
  assert.equal(session.status.online, false);
});

test("a gap and a wrong digest both lead to a whole frame", async () => {
  const server = new Server();
  server.commit({ id: "a", kind: "note" });
  const { session, said } = await page(server);
  server.tell(server.lines[0], { t: "frame", from: 9, to: 9, mark: "m9", put: [], drop: [] });
  await server.time.run(50);
  assert.equal(server.heard.filter(({ t }) => t === "hello")[1].resume, undefined);
  assert.deepEqual([...session.records.keys()], ["a"]);
  server.tell(server.lines[0], { t: "check", at: 1, sha256: await digest(session.store.confirmed.values()) });
  await until(() => said.checks.length === 1);
  server.tell(server.lines[0], { t: "check", at: 1, sha256: "0" });
  await until(() => said.checks.length === 2);
  await server.time.run(50);
  assert.deepEqual(said.checks, [{ same: true, at: 1 }, { same: false, at: 1 }]);
  assert.equal(server.heard.filter(({ t }) => t === "hello").length, 3);
});

test("a check is asked for when nothing happens, and seen at most every two seconds", async () => {
  const server = new Server();
  await page(server);
  for (let n = 0; n < 10; n += 1) {
    server.commit({ id: `x${n}`, kind: "note" });
    server.spread();
  }
  await server.time.run(90_000);
  const asked = server.heard.filter(({ t }) => t === "check").length;
  assert.ok(asked >= 1 && asked <= 2, `${asked} checks`);
  assert.ok(server.heard.filter(({ t }) => t === "seen").length <= 3);
});

test("the clock is the server's, whatever the phone's date says", async () => {
  const server = new Server();
  const { session } = await page(server);
  await server.time.run(5000);
  assert.ok(Math.abs(session.now() - server.room().clock()) < 100);
});

test("two tabs: one sends, both are told, and neither shows a guess for ever", async () => {
  const server = new Server();
  const phone = device();
  const tabs = [];
  class TwoTabs {
    constructor(name, { lead, hear }) {
      this.hear = hear;
      tabs.push(this);
      if (tabs.length === 1) lead();
    }

    tell(message) {
      for (const tab of tabs) if (tab !== this) tab.hear(structuredClone(message));
    }

    close() {}
  }
  const { session: first } = await page(server, phone, TwoTabs);
  const { session: second } = await page(server, phone, TwoTabs);
  const answer = add(second, "n1");
  await server.time.run(100);
  assert.equal((await answer).t, "ack");
  assert.equal(server.heard.filter(({ t }) => t === "cmd").length, 1);
  for (const session of [first, second]) {
    assert.equal(session.guessed("n1"), false);
    assert.equal(session.status.waiting, 0);
  }
});
