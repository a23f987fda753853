/** The digest by which this device and the server find out that they hold the same. */

/** JSON with sorted keys and no spaces, as the protocol compares it. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = Object.keys(value).sort(byCodePoint).map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}

/** SHA-256 (hex) of the records sorted by id. Read at once; only the hashing waits. */
export async function digest(records) {
  const sorted = [...records].sort((one, other) => (one.id < other.id ? -1 : 1));
  const bytes = new TextEncoder().encode(canonical(sorted));
  const subtle = globalThis.crypto && globalThis.crypto.subtle;
  if (!subtle) return (await import("./sha256.js")).sha256(bytes);
  const hash = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** UTF-16 order differs from code point order above U+FFFF; the server sorts by code points. */
function byCodePoint(one, other) {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    if (a[at] !== b[at]) return a[at].codePointAt(0) - b[at].codePointAt(0);
  }
  return a.length - b.length;
}
