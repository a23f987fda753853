/** Ids made on this device: 128 random bits in hex, never time-ordered. */

/** 32 random hex digits. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
