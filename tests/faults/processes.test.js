// Processes that are killed with SIGKILL, or that run together, over one file.

import { check } from "./check.js";
import { inProcesses } from "./scenarios/all.js";

check(inProcesses);
