// Set-ups that end in a browser: no bundler, and each bundler's own way.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serveStatic } from "../serve.mjs";
import { command, version } from "./bench.mjs";
import { read, strict } from "./browser.mjs";
import { program, server } from "./programs.mjs";
import { withService } from "./service.mjs";

/** @typedef {import("./setups.mjs").Group} Group */
/** @typedef {import("./setups.mjs").Kit} Kit */

const BOTH = ["page", "worker"];
const RAN = "page, module worker";

/**
 * Serves a folder as files, and sees that its page makes its videos under a strict policy. `inline` allows the page's own
 * inline script, an import map, by its hash; `eval` is for code that nobody deploys.
 * @param {string} home
 * @param {{ folder?: string, page?: string, ids?: string[], inline?: boolean, eval?: boolean }} [options]
 */
async function files(home, { folder = ".", page = "index.html", ids = BOTH, inline, eval: evals } = {}) {
  const html = readFileSync(join(home, folder, page), "utf8");
  const script = inline && /<script type="?importmap"?>(.*?)<\/script>/s.exec(html)?.[1];
  const hash = script ? `'sha256-${createHash("sha256").update(script).digest("base64")}'` : "";
  const headers = strict("'wasm-unsafe-eval'", hash, evals ? "'unsafe-eval'" : "");
  const site = await serveStatic(join(home, folder), { headers });
  try {
    await withService(home, (url) => read(`${site.url}${page}?service=${url}`, ids));
  } finally {
    await site.close();
  }
}

/** @type {Group} */
export const page = ({ project }) => {
  const home = project("page", ["app", "page"]);
  const nobody = { version: "", what: "page, module worker" };
  return [
    {
      ...nobody,
      name: "no bundler, import map",
      run: async () => files(await home(), { inline: true }),
    },
    {
      name: "no bundler, by path, strict CSP",
      version: "",
      what: "page, module worker",
      run: async () => files(await home(), { page: "strict.html", ids: ["worker"] }),
    },
    {
      name: "no bundler, CSP without wasm",
      version: "",
      what: "refused, and told why",
      run: async () => {
        const site = await serveStatic(await home(), { headers: strict() });
        try {
          const told = await read(`${site.url}strict.html`, ["worker"], { refused: /script-src/ });
          assert.match(told.join("\n"), /allow 'wasm-unsafe-eval' in script-src/);
        } finally {
          await site.close();
        }
      },
    },
  ];
};

/** @param {string} name @param {string[]} more what its app needs beside the others' @returns {Group} */
const vite = (name, ...more) => {
  const bin = command(name, "bin", "vite.js");
  const dev = (/** @type {number} */ port) => [
    ...bin,
    "--host",
    "127.0.0.1",
    "--port",
    `${port}`,
    "--strictPort",
  ];
  const developed = async (/** @type {string} */ cwd) => {
    const { url, close } = await server(dev, { cwd });
    try {
      await withService(cwd, (service) => read(`${url}/?service=${service}`, BOTH));
    } finally {
      await close();
    }
  };
  return ({ project }) => {
    const home = project(name, ["app", ...more]);
    const strict = project(`${name}-csp`, ["app", "vite-csp"]);
    const slim = project(`${name}-slim`, ["slim", "slim-vite"]);
    const title = `Vite ${version(name).split(".")[0]}`;
    const built = async (/** @type {string} */ cwd) => program([...bin, "build"], { cwd });
    return [
      {
        name: `${title}, dev server`,
        version: version(name),
        what: RAN,
        run: async () => developed(await home()),
      },
      {
        name: `${title}, dev server, strict CSP`,
        version: version(name),
        what: RAN,
        run: async () => developed(await strict()),
      },
      {
        name: `${title}, build`,
        version: version(name),
        what: RAN,
        run: async () => {
          await built(await home());
          await files(await home(), { folder: "dist" });
        },
      },
      {
        name: `${title}, build, ./slim`,
        version: version(name),
        what: "page",
        run: async () => {
          await built(await slim());
          await files(await slim(), { folder: "dist", ids: ["page"] });
        },
      },
    ];
  };
};

export const vite7 = vite("vite7", "vite7");
export const vite8 = vite("vite8");

/** @type {Group} */
export const webpack = ({ project }) => {
  const home = project("webpack", ["app", "webpack"]);
  const slim = project("webpack-slim", ["slim", "slim-webpack"]);
  const bundle = (/** @type {string} */ cwd, /** @type {string} */ mode) =>
    program([...command("webpack-cli", "bin", "cli.js"), "./index.js", "--mode", mode], { cwd });
  const of = { version: version("webpack"), what: RAN };
  return [
    {
      ...of,
      name: "webpack 5, production",
      run: async () => {
        await bundle(await home(), "production");
        await files(await home());
      },
    },
    {
      ...of,
      name: "webpack 5, development",
      run: async () => {
        await bundle(await home(), "development");
        // webpack's own source maps are eval() there.
        await files(await home(), { eval: true });
      },
    },
    {
      ...of,
      name: "webpack 5, production, ./slim",
      what: "page",
      run: async () => {
        await bundle(await slim(), "production");
        await files(await slim(), { ids: ["page"] });
      },
    },
  ];
};

/** @type {Group} */
export const esbuild = ({ project }) => {
  const home = project("esbuild", ["app", "esbuild"]);
  const script = project("script", ["script"]);
  const bundle = (/** @type {string} */ cwd, /** @type {string[]} */ ...args) =>
    program([...command("esbuild", "bin", "esbuild"), ...args, "--bundle", "--minify"], { cwd });
  return [
    {
      name: "esbuild",
      version: version("esbuild"),
      what: RAN,
      run: async () => {
        await bundle(await home(), "index.js", "worker.js", "--format=esm", "--outdir=dist");
        await files(await home());
      },
    },
    {
      name: "plain <script>, by esbuild",
      version: version("esbuild"),
      what: "page",
      run: async () => {
        const from = "node_modules/kling-multi-i2v/dist/index.js";
        await bundle(await script(), from, "--format=iife", "--global-name=kling", "--outfile=kling.js");
        await files(await script(), { ids: ["page"] });
      },
    },
  ];
};

/** @type {Group} */
export const rollup = ({ project }) => {
  const home = project("rollup", ["app", "rollup"]);
  return [
    {
      name: "Rollup",
      version: version("rollup"),
      what: RAN,
      run: async () => {
        const args = ["index.js", "worker.js", "--dir", "dist", "--plugin", "node-resolve"];
        await program([...command("rollup", "dist", "bin", "rollup"), ...args], { cwd: await home() });
        await files(await home());
      },
    },
  ];
};

/** @type {Group} */
export const parcel = ({ project }) => {
  const home = project("parcel", ["app"]);
  const slim = project("parcel-slim", ["slim", "slim-parcel"]);
  const bundle = (/** @type {string} */ cwd) =>
    program(
      [...command("parcel", "lib", "bin.js"), "build", "index.html", "--no-cache", "--no-autoinstall"],
      {
        cwd,
      },
    );
  return [
    {
      name: "Parcel 2, build",
      version: version("parcel"),
      what: RAN,
      run: async () => {
        await bundle(await home());
        await files(await home(), { folder: "dist", inline: true });
      },
    },
    {
      name: "Parcel 2, build, ./slim",
      version: version("parcel"),
      what: "page",
      run: async () => {
        await bundle(await slim());
        await files(await slim(), { folder: "dist", ids: ["page"], inline: true });
      },
    },
  ];
};
