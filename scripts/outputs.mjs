// Builds dist/ (the package) and www/dist/ (the playground), each only where what it is made from has changed.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setup } from "./setup.mjs";
import { digest, filesIn, main, root, run, toolEnv } from "./tools.mjs";

/** @type {Record<string, { folder: string, inputs: () => string[], build: () => Promise<unknown> }>} */
const OUTPUTS = {
  package: {
    folder: "dist",
    inputs: () =>
      filesIn([
        "src",
        "examples",
        ".cargo",
        "Cargo.toml",
        "Cargo.lock",
        "package.json",
        "package-lock.json",
        "scripts/build.mjs",
        "scripts/inline.mjs",
        "scripts/inline.wat",
        "scripts/names.mjs",
        "scripts/panics.mjs",
        "scripts/wasm.mjs",
      ]),
    build: () =>
      run(process.execPath, ["scripts/build.mjs"], {
        hint: "The first error above says why.",
      }),
  },
  page: {
    folder: "www/dist",
    inputs: () =>
      filesIn(["www", "dist", "package-lock.json"]).filter((path) => !path.startsWith("www/dist/")),
    build: () =>
      run("vite", ["build", "www", "--logLevel", "warn"], {
        env: toolEnv({ NODE_ENV: "production" }),
        hint: "Look at the file that Vite names above.",
      }),
  },
};

/**
 * Builds one output unless its inputs and its files are exactly those of the last build. Tells whether it built.
 * @param {"package" | "page"} name
 */
export async function fresh(name) {
  const { folder, inputs, build } = OUTPUTS[name];
  const stamp = join(root, "target", "stamps", name);
  // The output's own digest is in the stamp, too: a build that was broken off, or a file edited there, is seen.
  const state = () => `${digest(inputs())} ${digest([folder])}`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === state()) return false;
  rmSync(stamp, { force: true });
  await build();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, state());
  return true;
}

main(import.meta.url, async () => {
  await setup(["build"]);
  for (const name of /** @type {("package" | "page")[]} */ (process.argv.slice(2))) {
    console.log((await fresh(name)) ? `${name}: built` : `${name}: nothing has changed since the last build`);
  }
});
