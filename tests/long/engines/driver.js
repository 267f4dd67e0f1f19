// What a test asks of a browser, whichever engine it is, on top of the few things that its driver has to do itself.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { find } from "./find.js";

/**
 * What to look for: a CSS selector, or a role with the name that a person sees.
 * @typedef {string | { role: "button" | "radio" | "textbox" | "link", name: string }} Target
 */

/**
 * What each engine's driver does in its own way. `Handle` is what it calls an element.
 * @template Handle
 * @typedef {{
 *   name: string,
 *   downloads: string,
 *   goto(url: string): Promise<unknown>,
 *   reload(): Promise<unknown>,
 *   evaluate(source: string): Promise<any>,
 *   element(source: string): Promise<Handle | null>,
 *   click(element: Handle): Promise<unknown>,
 *   fill(element: Handle, text: string): Promise<unknown>,
 *   choose(element: Handle, files: string[]): Promise<unknown>,
 *   screenshot(file: string): Promise<unknown>,
 *   faults(): Promise<string[]>,
 *   close(): Promise<void>,
 * }} Engine
 */

/** @typedef {ReturnType<typeof driver>} Driver */

/** A browser on a busy machine may take long; a test that hangs is ended all the same. */
const LIMIT_MS = 60_000;
const PAUSE_MS = 100;

/**
 * Asks until the answer is neither false nor empty. What throws meanwhile (the page may be between two documents) counts
 * as no answer, and is told at the end.
 * @template T
 * @param {string} what
 * @param {() => T | Promise<T>} ask
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, ask) {
  const end = performance.now() + LIMIT_MS;
  /** @type {unknown} */
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) assert.fail(`waited ${LIMIT_MS / 1000} s for ${what}; last: ${last}`);
    await pause(PAUSE_MS);
  }
}

/** @param {Target} target */
const worded = (target) => (typeof target === "string" ? target : `${target.role} "${target.name}"`);

/** @template Handle @param {Engine<Handle>} engine */
export function driver(engine) {
  /**
   * Runs a function in the page. It is handed over as text: nothing around it is there.
   * @template T
   * @template {unknown[]} Args
   * @param {(...args: Args) => T} code
   * @param {Args} args
   * @returns {Promise<Awaited<T>>}
   */
  const evaluate = (code, ...args) => engine.evaluate(call(code, args));
  /** @param {Target} target */
  const element = (target) => until(worded(target), () => engine.element(call(find, [target])));
  /**
   * Does something with an element. A page that draws itself anew may take it away between finding and doing.
   * @param {string} what
   * @param {Target} target
   * @param {(element: Handle) => Promise<unknown>} action
   */
  const act = (what, target, action) =>
    until(`${what} ${worded(target)}`, async () => {
      await action(await element(target));
      return true;
    });
  return {
    name: engine.name,
    downloads: engine.downloads,
    goto: engine.goto,
    reload: engine.reload,
    screenshot: engine.screenshot,
    faults: engine.faults,
    close: engine.close,
    evaluate,
    element,
    /** @param {Target} target */
    click: (target) => act("clicking", target, engine.click),
    /** @param {Target} target @param {string} text */
    fill: (target, text) => act("filling", target, (found) => engine.fill(found, text)),
    /** @param {string} selector @param {string[]} files */
    choose: async (selector, files) => {
      // Not tried twice: files that have arrived would come a second time.
      await engine.choose(await element(selector), files);
    },
    /**
     * Waits until a function in the page gives something.
     * @template T
     * @template {unknown[]} Args
     * @param {string} what
     * @param {(...args: Args) => T} code
     * @param {Args} args
     */
    until: (what, code, ...args) => until(what, () => evaluate(code, ...args)),
  };
}

/** @param {Function} code @param {unknown[]} args */
const call = (code, args) => `(${code})(...${JSON.stringify(args)})`;
