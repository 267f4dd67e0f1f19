// Which panel is open beside the page's places, if any.
import { signal } from "@preact/signals";

/** @typedef {"batch" | "prices" | "code" | "log" | "share" | "camera"} Panel */

export const panel = signal(/** @type {Panel | undefined} */ (undefined));

/** @param {Panel} name */
export const toggle = (name) => {
  panel.value = panel.value === name ? undefined : name;
};
