// Ctrl+C: the first press ends the waiting, the second the process.
import { tell } from "./output.js";

/** npx passes on what the terminal sends as well: two signals within this time are one press. */
const SAME_PRESS_MS = 500;

/** Until `done()` is called. */
export function interruptible() {
  const controller = new AbortController();
  let since = Number.NaN;
  const onSignal = () => {
    if (controller.signal.aborted) {
      if (performance.now() - since > SAME_PRESS_MS) process.exit(130);
      return;
    }
    since = performance.now();
    controller.abort(new Error("interrupted"));
  };
  // A line of its own, below the terminal's ^C.
  controller.signal.addEventListener("abort", () => process.stderr.isTTY && tell(""), { once: true });
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    done() {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    },
  };
}
