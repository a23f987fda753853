/** SHA-256 in plain JavaScript (FIPS 180-4), for pages without TLS, where browsers hide their own. */

const ROOTS = (count, power) => {
  const found = [];
  for (let n = 2; found.length < count; n += 1) {
    if (found.every(({ prime }) => n % prime)) found.push({ prime: n, bits: fraction(n ** power) });
  }
  return found.map(({ bits }) => bits);
};
const fraction = (value) => ((value - Math.floor(value)) * 0x100000000) | 0;
const START = ROOTS(8, 1 / 2);
const ROUND = ROOTS(64, 1 / 3);
const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** The digest of bytes, in hex. */
export function sha256(bytes) {
  const state = START.slice();
  const data = padded(bytes);
  const words = new Int32Array(64);
  for (let at = 0; at < data.byteLength; at += 64) block(state, words, data, at);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function padded(bytes) {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const data = new DataView(new ArrayBuffer(length));
  new Uint8Array(data.buffer).set(bytes);
  data.setUint8(bytes.length, 0x80);
  data.setUint32(length - 8, Math.floor(bytes.length / 0x20000000));
  data.setUint32(length - 4, bytes.length << 3);
  return data;
}

function block(state, words, data, at) {
  for (let i = 0; i < 16; i += 1) words[i] = data.getInt32(at + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const early = words[i - 15];
    const late = words[i - 2];
    const s0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const s1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = (state[i] + word) | 0;
  });
}
