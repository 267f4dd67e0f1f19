// Set-ups without a page: Node's lines, Deno, Bun and workerd, by the binaries that npm ships.
import { existsSync } from "node:fs";
import { tool, version } from "./bench.mjs";
import { program } from "./programs.mjs";
import { withService } from "./service.mjs";
import { Skip } from "./skip.mjs";

/** @typedef {import("./setups.mjs").Group} Group */

const here = `${process.platform}-${process.arch}`;

/**
 * The binary of a runtime for this platform.
 * @param {string} title
 * @param {string[]} path
 */
function binary(title, path) {
  const file = tool(...path);
  if (!existsSync(file)) throw new Skip(`npm brings no ${title} for ${here} here`);
  return file;
}

/**
 * What a program tells, a line a video. Its standard error must stay empty.
 * @param {string} home
 * @param {string[]} command
 */
const tells = (home, command) =>
  withService(home, async (service) => {
    const { out, err } = await program([...command, service], { cwd: home });
    if (err.trim()) throw new Error(`it complains:\n${err.trim()}`);
    return out.trim().split("\n");
  });

const LINES = ["node20", "node22", "node24", "node26"];
const nodeOf = (/** @type {string} */ line) =>
  binary(`Node ${line.slice(4)}`, [`${line}-${here}`, "bin", "node"]);

/** @type {Group} */
export const node = ({ project }) => {
  const home = project("node", ["app", "node"]);
  const slim = project("node-slim", ["slim", "slim-node"]);
  return LINES.flatMap((line) => {
    const of = { version: version(`${line}-${here}`) };
    const title = `Node ${line.slice(4)}`;
    const script = (/** @type {string} */ name) => async () => tells(await home(), [nodeOf(line), name]);
    return [
      { ...of, name: `${title}, import`, what: "process", run: script("import.mjs") },
      { ...of, name: `${title}, require`, what: "process", run: script("require.cjs") },
      { ...of, name: `${title}, worker_threads`, what: "main thread, worker", run: script("threads.mjs") },
      {
        ...of,
        name: `${title}, ./slim`,
        what: "process",
        run: async () => tells(await slim(), [nodeOf(line), "index.js"]),
      },
    ];
  });
};

/** @type {Group} */
export const deno = ({ project }) => {
  const home = project("deno", ["app", "deno"]);
  const platform = process.platform === "linux" ? `${here}-glibc` : here;
  return [
    {
      name: "Deno",
      version: version("deno"),
      what: "process",
      run: async () => {
        const file = binary("Deno", ["@deno", platform, process.platform === "win32" ? "deno.exe" : "deno"]);
        await tells(await home(), [file, "run", "--no-remote", "--allow-net=127.0.0.1", "main.js"]);
      },
    },
  ];
};

/** @type {Group} */
export const bun = ({ project }) => {
  const home = project("bun", ["app", "bun"]);
  return [
    {
      name: "Bun",
      version: version("bun"),
      what: "process",
      run: async () => {
        const file = binary("Bun", ["@oven", `bun-${here.replace("arm64", "aarch64")}`, "bin", "bun"]);
        await tells(await home(), [file, "main.js"]);
      },
    },
  ];
};

/** @type {Group} */
export const workerd = ({ project }) => {
  const home = project("workerd", ["app", "workerd"]);
  const proxy = project("workerd-proxy", ["app", "workerd", "workerd-proxy"]);
  return [
    {
      name: "workerd, through miniflare",
      version: version("miniflare"),
      what: "fetch handler",
      // miniflare wants Node 22, which need not be the one that runs this.
      run: async () => tells(await home(), [nodeOf("node24"), "run.mjs"]),
    },
    {
      name: "workerd, createProxy",
      version: version("miniflare"),
      what: "fetch handler, nine pages",
      run: async () => tells(await proxy(), [nodeOf("node24"), "run.mjs"]),
    },
  ];
};
