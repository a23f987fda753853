import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "../../app/static/js/live/session.js";
import { still } from "../../app/static/js/live/still.js";

test("a preview is told once what it shows, refuses what is asked with its sentence, and keeps nothing", async () => {
  const records = [{ id: "w", kind: "workshop", state: "open" }, { id: "a", kind: "activity" }];
  const line = still({ records, say: "Anteprima" });
  const session = new Session({ workshop: "w", scope: "current", as: "me", url: "ws://nowhere", ...line });
  session.open();
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  assert.deepEqual([...session.records.values()], records);
  assert.equal(session.status.online, true);
  const answer = await session.propose("note.add", { id: "n1", activity: "a", text: "una prova" });
  assert.deepEqual({ t: answer.t, say: answer.say }, { t: "reject", say: "Anteprima" });
  assert.equal(session.get("n1"), undefined);
  assert.deepEqual(session.status, { online: true, waiting: 0, saved: true, retryIn: null, lasting: true });
  session.close();
});
