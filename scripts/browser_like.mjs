// Gives older Nodes what every browser has.
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
