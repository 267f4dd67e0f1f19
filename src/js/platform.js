// What the core is given beside `fetch`: where jobs are remembered, who else is at work on them, and a body for one sending.
import { mayRepeat, once } from "./once.js";
import { openStore } from "./stores/open.js";
import { hold, isAlive, onRing, owner, ring } from "./stores/owner.js";

export const platform = { open: openStore, owner, hold, isAlive, ring, onRing, once, mayRepeat };
