// The licences that dependencies may have: a choice is enough where there is one, and all are wanted where they add up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAllowed } from "../../scripts/licences.mjs";

for (const text of [
  "MIT",
  "MIT/Apache-2.0",
  "(MIT OR GPL-3.0-or-later)",
  "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
  "(MIT OR Apache-2.0) AND Unicode-3.0",
  "(MIT AND Zlib)",
])
  test(`${text} is allowed`, () => assert.ok(isAllowed(text)));

for (const text of [
  "GPL-3.0-or-later",
  "MIT AND GPL-3.0-or-later",
  "(GPL-2.0 OR AGPL-3.0) AND MIT",
  "UNLICENSED",
  "none named",
  "",
])
  test(`"${text}" is not`, () => assert.ok(!isAllowed(text)));
