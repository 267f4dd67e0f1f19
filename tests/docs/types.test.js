// The code in the guides and the examples in the types hold under strict.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { root } from "../../scripts/tools.mjs";
import { examples, fenced } from "./snippets.js";

const run = promisify(execFile);
const here = join(root, "tests", ".out");

/** What a `.d.ts` exports, with what it passes on. @param {string} file @returns {string[]} */
function names(file) {
  const text = readFileSync(file, "utf8");
  const own = [...text.matchAll(/^export (?:declare )?(?:class|function|const|interface|type) (\w+)/gm)];
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(
    ([, list = ""]) => list.match(/\w+/g) ?? [],
  );
  const passed = [...text.matchAll(/^export \* from "(\.[^"]+)\.js"/gm)];
  return [
    ...own.map(([, name = ""]) => name),
    ...listed,
    ...passed.flatMap(([, path = ""]) => names(join(dirname(file), `${path}.d.ts`))),
  ];
}

/** Which subpath has which name. @type {Map<string, string>} */
const home = new Map();
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
for (const [path, { types }] of Object.entries(exports).reverse()) {
  if (types && existsSync(join(root, types)) && path !== "./slim")
    for (const name of names(join(root, types))) home.set(name, `kling-multi-i2v${path.slice(1)}`);
}

/** The code with imports of the public names that it uses and does not import. @param {string} code */
function whole(code) {
  const used = new Set(code.match(/\b[A-Za-z]\w+\b/g));
  const imported = new Set(
    [...code.matchAll(/^import (?:type )?\{([^}]*)\}/gm)].flatMap(
      ([, list = ""]) => list.match(/\w+/g) ?? [],
    ),
  );
  const declared = new Set(
    [...code.matchAll(/\b(?:const|function|class|type|interface) (\w+)/g)].map(([, name]) => name),
  );
  const bare = code.replaceAll(/"[^"\n]*"|\/\/[^\n]*/g, "");
  return [...home]
    .filter(([name]) => used.has(name) && !imported.has(name) && !declared.has(name))
    .filter(([name]) => new RegExp(`(?<![.\\w])${name}\\b(?!\\??:)`).test(bare))
    .map(
      ([name, path]) =>
        `import { ${/^[A-Z]/.test(name) && isType(name) ? "type " : ""}${name} } from "${path}"; `,
    )
    .join("")
    .concat(code, "\nexport {};\n");
}

/** Whether a name is of a type alone. @param {string} name */
const isType = (name) => !["KlingClient", "KlingError", "MODEL"].includes(name);

test("guides and examples compile under strict", async () => {
  await mkdir(here, { recursive: true });
  const folder = await mkdtemp(join(here, "types-"));
  after(() => rm(folder, { recursive: true, force: true }));
  const code = [...fenced().filter(({ language }) => ["js", "ts"].includes(language)), ...examples()];
  assert.ok(code.length > 60, `${code.length}`);
  /** @type {Map<string, string>} */
  const named = new Map();
  for (const [i, { name, code: text }] of code.entries()) {
    named.set(`${i}.mts`, name);
    await writeFile(join(folder, `${i}.mts`), whole(text));
  }
  await cp(new URL("given.d.ts", import.meta.url), join(folder, "given.d.ts"));
  const options = {
    ...{ target: "es2022", module: "nodenext", strict: true, noEmit: true, skipLibCheck: true },
    ...{ lib: ["es2023", "dom", "dom.iterable"], types: ["node"] },
  };
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, include: ["*"] }),
  );
  const tsc = join(root, "node_modules", ".bin", "tsc");
  const told = await run(tsc, ["-p", folder], { timeout: 120_000 }).catch((error) => error);
  // Told by the place in the guide, not by the file that was made of it.
  const where = told.stdout.replaceAll(
    /^\S*?(\d+\.mts)/gm,
    (/** @type {string} */ _, /** @type {string} */ file) => named.get(file),
  );
  assert.equal(where, "");
});
