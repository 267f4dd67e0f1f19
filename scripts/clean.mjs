// Deletes everything a command made here, node_modules excepted: the next build starts from nothing.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./tools.mjs";

for (const name of ["target", "dist", "www/dist", "tests/.out"])
  rmSync(join(root, name), { recursive: true, force: true });
