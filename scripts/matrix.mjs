// Tries the packed package in every set-up that people have: `npm run matrix`, or some, `npm run matrix -- vite next`.

import { columns } from "./columns.mjs";
import { installTools, pack, project } from "./matrix/bench.mjs";
import { closeBrowser } from "./matrix/browser.mjs";
import { GROUPS } from "./matrix/setups.mjs";
import { Skip } from "./matrix/skip.mjs";
import { fresh } from "./outputs.mjs";
import { setup } from "./setup.mjs";
import { isCI, main, Stop } from "./tools.mjs";

/** @typedef {import("./matrix/setups.mjs").Setup} Setup */
/** @typedef {{ setup: Setup, state: "ok" | "skipped" | "FAILED", note: string, seconds: number }} Result */

main(import.meta.url, async () => {
  const groups = chosen(process.argv.slice(2));
  // What was started ends with us.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
  await setup(["build", "test"]);
  await fresh("package");
  await installTools();
  const tarball = await pack();
  const kit = {
    project: (/** @type {string} */ name, /** @type {string[]} */ from) =>
      once(() => project(tarball, name, from)),
  };

  const begun = performance.now();
  /** @type {Map<string, Result[]>} */
  const results = new Map(groups.map((name) => [name, []]));
  const waiting = [...groups];
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift())
      for (const setup of GROUPS[name]?.(kit) ?? []) results.get(name)?.push(told(await tried(setup)));
  };
  try {
    await Promise.all([work(), work()]);
  } finally {
    await closeBrowser();
  }
  report([...results.values()].flat(), (performance.now() - begun) / 1000);
});

/** The groups whose names begin with one of these; all, where none is named. @param {string[]} names */
function chosen(names) {
  const all = Object.keys(GROUPS);
  const is = (/** @type {string} */ name) => (/** @type {string} */ group) => group.startsWith(name);
  for (const name of names)
    if (!all.some(is(name))) throw new Stop(`No set-up is named "${name}". There are: ${all.join(", ")}`);
  return names.length === 0 ? all : all.filter((group) => names.some((name) => is(name)(group)));
}

/** @template T @param {() => Promise<T>} make @returns {() => Promise<T>} */
function once(make) {
  /** @type {Promise<T> | undefined} */
  let made;
  return () => {
    made ??= make();
    return made;
  };
}

/** @param {Setup} setup @returns {Promise<Result>} */
async function tried(setup) {
  const start = performance.now();
  const result = (/** @type {Result["state"]} */ state, note = "") => {
    return { setup, state, note, seconds: (performance.now() - start) / 1000 };
  };
  try {
    await setup.run();
    return result("ok");
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    // A run that counts must not pass for lack of a browser or a runtime.
    return result(error instanceof Skip && !isCI ? "skipped" : "FAILED", note);
  }
}

/** Says it at once: a failure in full, for the table has only its first line. @param {Result} result */
function told(result) {
  const { setup, state, note, seconds } = result;
  console.log(`${state.padEnd(8)}${seconds.toFixed(1).padStart(6)} s  ${setup.name}`);
  if (note) console.log(`${note.replace(/^/gm, "    ")}\n`);
  return result;
}

/** @param {Result[]} results @param {number} seconds */
function report(results, seconds) {
  const rows = results.map(({ setup, state, note, seconds }) => [
    setup.name,
    setup.version,
    setup.what,
    state === "skipped" ? `skipped: ${note}` : state,
    `${seconds.toFixed(1)} s`,
  ]);
  const names = ["set-up", "version", "validate and generate in", "result", "time"];
  console.log(`\n${columns([names, ...rows])}`);
  const count = (/** @type {Result["state"]} */ state) =>
    results.filter((result) => result.state === state).length;
  console.log(`\nAll of it in ${seconds.toFixed(0)} s, from one tarball.`);
  console.log(`${count("ok")} passed, ${count("FAILED")} failed, ${count("skipped")} skipped`);
  if (count("FAILED") > 0) process.exitCode = 1;
}
