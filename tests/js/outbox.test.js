import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../app/static/js/live/outbox.js";
import { MemoryShelf, openShelf } from "../../app/static/js/live/shelf.js";
import { device, install } from "./doubles/indexeddb.js";
import { Time, rest } from "./doubles/server.js";

const command = (id, more = {}) => ({ id, k: "note.add", d: { id: `n-${id}`, text: id }, ...more });
const ack = (id) => ({ t: "ack", id, first: 1, last: 1 });
const no = (id) => ({ t: "reject", id, code: "activity_closed", retry: "never", say: "Chiusa" });
const wait = (id, after) => ({ t: "reject", id, code: "slow_down", retry: "later", after, say: "" });

function outbox(shelf, { upload = async () => ({}) } = {}) {
  const time = new Time();
  const made = { time, sent: [], answers: [] };
  made.box = new Outbox({
    shelf, key: "w:me", send: ({ id }) => made.sent.push(id), upload, moved: () => {},
    answered: (one, answer) => made.answers.push([one.id, answer.t]),
    later: (work, ms) => time.set(work, ms), never: (id) => time.timers.delete(id),
  });
  return made;
}

async function sending(shelf, options) {
  const made = outbox(shelf, options);
  await made.box.lead(true);
  await made.box.start("e1");
  return made;
}

for (const kind of ["IndexedDB", "memory"]) {
  const fresh = async () => {
    if (kind === "memory") return new MemoryShelf();
    install(device());
    return openShelf();
  };

  test(`${kind}: commands go in order, and leave only when answered`, async () => {
    const shelf = await fresh();
    assert.equal(shelf.lasting, kind === "IndexedDB");
    const { box, sent, answers } = await sending(shelf);
    for (const id of ["a", "b", "c"]) await box.offer(command(id));
    assert.deepEqual(sent, ["a", "b", "c"]);
    assert.equal(box.count, 3);
    await box.take(ack("b"));
    assert.deepEqual((await shelf.all("w:me")).map(({ id }) => id), ["a", "c"]);
    assert.deepEqual(answers, [["b", "ack"]]);
  });

  test(`${kind}: what is unanswered is sent again on the next line, in order`, async () => {
    const { box, sent } = await sending(await fresh());
    for (const id of ["a", "b", "c"]) await box.offer(command(id));
    await box.take(ack("a"));
    box.stop();
    await box.offer(command("d"));
    await box.start("e1");
    assert.deepEqual(sent, ["a", "b", "c", "b", "c", "d"]);
  });

  test(`${kind}: after a new epoch the acknowledged ones are offered again, once, before the others`, async () => {
    const shelf = await fresh();
    const { box, sent } = await sending(shelf);
    for (let n = 0; n < 205; n += 1) {
      await box.offer(command(`c${n}`));
      await box.take(ack(`c${n}`));
    }
    assert.equal((await shelf.acknowledged("w:me")).length, 200);
    box.stop();
    sent.length = 0;
    await box.offer(command("new"));
    await box.start("e2");
    for (let n = 5; n < 205; n += 1) await box.take(n % 2 ? ack(`c${n}`) : no(`c${n}`));
    assert.deepEqual(sent, [...Array.from({ length: 200 }, (_, n) => `c${n + 5}`), "new"]);
    assert.equal(await shelf.epoch("w:me"), "e2");
    box.stop();
    await box.start("e2");
    assert.equal(sent.length, 202);
  });

  test(`${kind}: "later" stops everything, then goes on from there`, async () => {
    const { box, sent, time } = await sending(await fresh());
    for (const id of ["a", "b", "c"]) await box.offer(command(id));
    await box.take(ack("a"));
    await box.take(wait("b", 500));
    await box.offer(command("d"));
    assert.deepEqual(sent, ["a", "b", "c"]);
    await time.run(600);
    assert.deepEqual(sent, ["a", "b", "c", "b", "c", "d"]);
  });

  test(`${kind}: a refused text is kept until its writer has dealt with it`, async () => {
    const shelf = await fresh();
    const { box } = await sending(shelf);
    await box.offer(command("a"));
    await box.take(no("a"));
    assert.equal(box.count, 0);
    const next = outbox(shelf).box;
    await next.load();
    assert.deepEqual(next.refused.map(({ d, say }) => [d.text, say]), [["a", "Chiusa"]]);
    assert.equal(next.count, 0);
    await next.dismiss("a");
    assert.deepEqual(await shelf.all("w:me"), []);
  });

  test(`${kind}: pictures go first, and hold back what comes after`, async () => {
    const answers = [{ retry: "later", after: 100 }, {}];
    const { box, sent, time } = await sending(await fresh(), { upload: async () => answers.shift() });
    await box.offer(command("a", { media: [{ id: "p1" }] }));
    await box.offer(command("b"));
    await rest();
    assert.deepEqual(sent, []);
    await time.run(200);
    await rest();
    assert.deepEqual(sent, ["a", "b"]);
  });
}

test("what one page kept, the next one sends: also when it was closed right after", async () => {
  const phone = device();
  install(phone);
  const first = outbox(await openShelf()).box;
  await first.offer(command("a"));
  await first.offer(command("b"));
  const { box, sent } = await sending(await openShelf());
  await box.load();
  assert.deepEqual(sent, ["a", "b"]);
  await box.load();
  assert.deepEqual(sent, ["a", "b"]);
});

test("a tab that does not lead keeps, and does not send", async () => {
  install(device());
  const { box, sent } = outbox(await openShelf());
  await box.start("e1");
  await box.offer(command("a"));
  assert.deepEqual(sent, []);
  await box.lead(true);
  assert.deepEqual(sent, ["a"]);
});

test("only so many are under way at once", async () => {
  const { box, sent } = await sending(new MemoryShelf());
  for (let n = 0; n < 20; n += 1) await box.offer(command(`c${n}`));
  assert.equal(sent.length, 8);
  await box.take(ack("c0"));
  assert.equal(sent.length, 9);
});

test("a device without IndexedDB keeps in memory, and says so", async () => {
  const shelf = await openShelf(() => Promise.reject(new Error("no")));
  assert.equal(shelf.lasting, false);
});
