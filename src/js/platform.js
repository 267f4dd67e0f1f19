// What the core is given beside `fetch`: where jobs are remembered, and who else is at work on them.
import { openStore } from "./stores/open.js";
import { hold, isAlive, onRing, owner, ring } from "./stores/owner.js";

export const platform = { open: openStore, owner, hold, isAlive, ring, onRing };
