// Tabs that are closed, reloaded, or open together, in a real Chromium with its own IndexedDB.

import { after } from "node:test";
import { check } from "./check.js";
import { inTabs } from "./scenarios/all.js";
import { closeTabs, skipTabs } from "./tabs.js";

after(closeTabs);
check(inTabs, skipTabs);
