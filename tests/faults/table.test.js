// Every scenario that runs in this process: stage × fault, each through a real socket.

import { check } from "./check.js";
import { here } from "./scenarios/all.js";

check(await here());
