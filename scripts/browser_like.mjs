// Gives older Nodes the chance that every browser has; no `subtle`, as on a page without https.
import { webcrypto } from "node:crypto";

globalThis.crypto ??= { getRandomValues: (array) => webcrypto.getRandomValues(array) };
