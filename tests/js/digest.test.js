import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { canonical, digest } from "../../app/static/js/live/digest.js";
import { sha256 } from "../../app/static/js/live/sha256.js";

const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");

test("SHA-256 gives the published answers", () => {
  const ask = (text) => sha256(new TextEncoder().encode(text));
  assert.equal(ask(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(ask("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("SHA-256 agrees with Node's around every block's edge", () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = randomBytes(length);
    assert.equal(sha256(bytes), hash(bytes));
  }
  assert.equal(sha256(new Uint8Array(300_000)), hash(Buffer.alloc(300_000)));
});

test("canonical JSON sorts keys by code point, without spaces, unescaped", () => {
  const value = { "\u{1F600}": 1, "\uFFFD": 2, b: [true, null, "è\u2028\"\\\n\u0001"], a: { z: -1, y: [] } };
  assert.equal(canonical(value), '{"a":{"y":[],"z":-1},"b":[true,null,"è\u2028\\"\\\\\\n\\u0001"],"\uFFFD":2,"\u{1F600}":1}');
});

test("a device without crypto.subtle makes the same digest as Python", async () => {
  const records = [
    { id: "b", kind: "note", text: "«Qui il silenzio è gratis» 中文 \u{1F600}\u0007\u007f", x: 500, clusters: [] },
    { id: "a1", kind: "workshop", timer: null, words: { uk: "Ґанок", it: { say: "a/b" } } },
    { id: "a", kind: "own", note: "b" },
  ];
  const program = "import sys,json,hashlib;r=json.load(sys.stdin);print(hashlib.sha256(json.dumps(sorted(r,key=lambda r:r['id']),ensure_ascii=False,sort_keys=True,separators=(',',':')).encode()).hexdigest())";
  const python = execFileSync("python3", ["-c", program], { input: JSON.stringify(records), encoding: "utf8" }).trim();
  assert.equal(await digest(records), python);
  assert.equal(sha256(new TextEncoder().encode(canonical([records[2], records[1], records[0]]))), python);
});
