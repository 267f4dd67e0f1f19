// What the tab tells from the background: its title, its icon, a notification, and a word before it is closed.
import { effect } from "@preact/signals";
import { clockText, failureOf } from "../words.js";
import { forgetful } from "./disk.js";
import { isSimulated, mayGoOn, running, runs, stateOf } from "./runs.js";
import { notify } from "./settings.js";

/** @typedef {import("./runs.js").Run} Run */

const TICK_MS = 1000;

/** Runs that ended since the person last looked. @type {Run[]} */
let unseen = [];

/** @param {"" | "-running" | "-done" | "-failed"} state */
function icon(state) {
  const link = document.querySelector("link[rel=icon]");
  const href = `./favicon${state}.svg`;
  if (link?.getAttribute("href") !== href) link?.setAttribute("href", href);
}

const usualTitle = document.title;

function show() {
  const [first] = running.value;
  const last = unseen.at(-1);
  if (first) {
    const more = running.value.length > 1 ? ` (${running.value.length})` : "";
    document.title = `${clockText(Date.now() - first.startedAt)} Making${more} · ${usualTitle}`;
    icon("-running");
  } else if (last) {
    const isDone = stateOf(last) === "done";
    const ended = mayGoOn(last) ? "Not followed" : "✗ Not made";
    document.title = `${isDone ? "✓ Ready" : ended} · ${usualTitle}`;
    icon(isDone ? "-done" : "-failed");
  } else {
    document.title = usualTitle;
    icon("");
  }
}

/** @param {Run} run */
function tell(run) {
  if (!notify.value || !("Notification" in globalThis) || Notification.permission !== "granted") return;
  const isDone = stateOf(run) === "done";
  const title = isDone ? "Your video is ready" : failureOf(run).title;
  try {
    const shown = new Notification(title, { body: run.words.prompt.slice(0, 120), tag: run.id });
    shown.onclick = () => {
      focus();
      shown.close();
    };
  } catch {
    // Some browsers on phones only let a service worker notify.
  }
}

/** Whether a notification could be asked for here. */
export const canNotify = () => "Notification" in globalThis && Notification.permission !== "denied";

/** Turns notifications on or off; on asks the browser, which asks the person. @param {boolean} wanted */
export async function setNotify(wanted) {
  notify.value = wanted && (await Notification.requestPermission()) === "granted";
}

/** Watches the runs for as long as the page lives. */
export function watchTab() {
  /** @type {Set<Run>} */
  let before = new Set();
  effect(() => {
    const now = new Set(running.value);
    const ended = [...before].filter((run) => !now.has(run) && stateOf(run) !== "stopped");
    before = now;
    if (document.hidden) {
      unseen.push(...ended);
      ended.forEach(tell);
    }
    show();
  });
  setInterval(() => running.value.length > 0 && show(), TICK_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    unseen = [];
    show();
  });
  addEventListener("beforeunload", (event) => {
    // A run that is written down goes on after a reload; one that cannot be must not be lost by a slip.
    const isLost = (/** @type {Run} */ run) => forgetful.value !== "" && !isSimulated(run);
    if (runs.value.some((run) => stateOf(run) === "running" && isLost(run))) event.preventDefault();
  });
}
