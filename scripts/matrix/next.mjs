// Next: its two bundlers, in development and in production, in Node and in its edge runtime.
import { command, version } from "./bench.mjs";
import { read } from "./browser.mjs";
import { program, server } from "./programs.mjs";
import { withService } from "./service.mjs";

/** @typedef {import("./setups.mjs").Group} Group */
/** @typedef {(url: string, service: string) => Promise<string[]>} Use */

const bin = command("next", "dist", "bin", "next");

/**
 * Starts the app with a service behind it.
 * @param {string} cwd
 * @param {string[]} args "start", or "dev" with its bundler
 * @param {Use} use
 */
const served = (cwd, args, use) =>
  withService(cwd, async (service) => {
    const env = { WAVESPEED_URL: service, WAVESPEED_API_KEY: "simulated-key" };
    const run = (/** @type {number} */ port) => [
      ...bin,
      ...args,
      "--hostname",
      "127.0.0.1",
      "--port",
      `${port}`,
    ];
    const { url, close, said } = await server(run, { cwd, env });
    try {
      return await use(url, service);
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}\n${said.out}${said.err}`.trim());
    } finally {
      await close();
    }
  });

/** @type {Use} */
const components = async (url, service) => [
  ...(await read(`${url}/server`, ["told"])),
  ...(await read(`${url}/client?service=${service}`, ["told"])),
];

/** @type {Use} */
const route = async (url) => [await (await fetch(`${url}/edge`)).text()];

/** @param {"turbopack" | "webpack"} bundler @returns {Group} */
const next = (bundler) => {
  const title = `Next 16, ${bundler === "webpack" ? "webpack" : "Turbopack"}`;
  return ({ project }) => {
    const home = project(`next-${bundler}`, ["next-base", "next"]);
    const edge = project(`next-${bundler}-edge`, ["next-base", "next-edge"]);
    const of = { version: version("next"), what: "server component, client component" };
    const built = (/** @type {string} */ cwd) => program([...bin, "build", `--${bundler}`], { cwd });
    return [
      {
        ...of,
        name: `${title}, dev server`,
        run: async () => served(await home(), ["dev", `--${bundler}`], components),
      },
      {
        ...of,
        name: `${title}, build and start`,
        run: async () => {
          await built(await home());
          await served(await home(), ["start"], components);
        },
      },
      {
        ...of,
        name: `${title}, edge runtime`,
        what: "route handler, dev and built",
        run: async () => {
          await served(await edge(), ["dev", `--${bundler}`], route);
          await built(await edge());
          await served(await edge(), ["start"], route);
        },
      },
    ];
  };
};

export const nextTurbopack = next("turbopack");
export const nextWebpack = next("webpack");
