// The code in the guides and the examples in the types hold under strict.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "../../scripts/tools.mjs";
import { examples, fenced, NOT_TYPED, reason } from "./snippets.js";

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

/**
 * What the compiler says of the code, each at its place in the guide. A reader of JS names no types of parameters.
 * @param {import("./snippets.js").Snippet[]} code
 * @param {{ noImplicitAny: boolean }} how
 */
async function compiled(code, how) {
  await mkdir(here, { recursive: true });
  const folder = await mkdtemp(join(here, "types-"));
  try {
    for (const [i, { language, code: text }] of code.entries())
      await writeFile(join(folder, `${i}.${/x$/.test(language) ? "tsx" : "mts"}`), whole(text));
    await cp(new URL("given.d.ts", import.meta.url), join(folder, "given.d.ts"));
    await writeFile(
      join(folder, "vite.d.ts"),
      'declare module "*.wasm?url" { const url: string; export default url; }',
    );
    const options = {
      ...{ target: "es2022", module: "nodenext", strict: true, noEmit: true, skipLibCheck: true },
      ...{ lib: ["es2023", "dom", "dom.iterable"], types: ["node"], jsx: "react-jsx", ...how },
    };
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: options, include: ["*"] }),
    );
    const tsc = join(root, "node_modules", ".bin", "tsc");
    const { stdout } = await run(tsc, ["-p", folder], { timeout: 120_000 }).catch((error) => error);
    return stdout.replaceAll(
      /^\S*?(\d+)\.(?:mts|tsx)/gm,
      (/** @type {string} */ _, /** @type {number} */ i) => code[i]?.name,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const ofGuides = fenced().filter((snippet) => !reason(snippet, NOT_TYPED));

test("the guides' JS has no error of types", async () => {
  const code = ofGuides.filter(({ language }) => ["js", "jsx"].includes(language));
  assert.ok(code.length > 15);
  assert.equal(await compiled(code, { noImplicitAny: false }), "");
});

test("the guides' TypeScript and every example in the types compile under strict", async () => {
  const code = [...ofGuides.filter(({ language }) => ["ts", "tsx"].includes(language)), ...examples()];
  assert.ok(code.length > 40);
  assert.equal(await compiled(code, { noImplicitAny: true }), "");
});
