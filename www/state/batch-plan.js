// What a batch is to make: the form several times, or a list of requests, with its sum; and its start.
import { computed, signal } from "@preact/signals";
import { estimateCost } from "kling-multi-i2v";
import { readRequests } from "../text/requests.js";
import { beginBatch } from "./batch.js";
import * as draft from "./draft.js";
import { obstacle } from "./jobs.js";
import { overCap } from "./money.js";
import { pictureFrom } from "./pictures.js";

export const MOST_COPIES = 50;

export const source = signal(/** @type {"copies" | "list"} */ ("copies"));

/** How often the form is run. */
export const copies = signal(4);

/** The list as it is written: what would be run must be there to be seen, also when the panel was closed. */
export const listText = signal("");

/** What it says: its requests, and what is wrong with it; undefined as long as it is empty. */
export const list = computed(() => (listText.value.trim() === "" ? undefined : readRequests(listText.value)));

export const isCountOdd = computed(
  () => !Number.isInteger(copies.value) || copies.value < 2 || copies.value > MOST_COPIES,
);

/** How many videos the batch would make; 0 while it cannot be made. */
export const count = computed(() => {
  if (source.value === "list") return list.value?.problems.length === 0 ? list.value.requests.length : 0;
  return isCountOdd.value || draft.errors.value.length > 0 ? 0 : copies.value;
});

/** What it would cost; undefined while it cannot be made. */
export const sum = computed(() => {
  if (count.value === 0) return undefined;
  return source.value === "list"
    ? estimateCost(list.value?.requests ?? [])
    : estimateCost({ duration: draft.duration.value, count: count.value });
});

/** By how many micros it would come over today's cap. */
export const isOverCap = computed(() => sum.value !== undefined && overCap(sum.value.micros) > 0);

/** Starts the batch, unless something is missing: then tells which control to go to. */
export function startBatch() {
  if (sum.value === undefined || isOverCap.value) return "batch-run";
  const control = obstacle(sum.value.micros);
  if (control) return control;
  beginBatch(inputs());
  // So that the same list is not run twice by a slip.
  listText.value = "";
  return undefined;
}

/** The inputs of each run to be. */
function inputs() {
  if (source.value === "copies") {
    const one = {
      words: draft.words.value,
      pictures: draft.pictures.value,
      price: draft.price.value.text,
    };
    return Array.from({ length: count.value }, () => one);
  }
  /** One picture for each address. @type {Map<string, import("./pictures.js").Picture>} */
  const known = new Map();
  const pictureOf = (/** @type {string} */ url) => {
    const picture = known.get(url) ?? pictureFrom(url);
    known.set(url, picture);
    return picture;
  };
  return (list.value?.requests ?? []).map((request) => {
    const { images, ...words } = request;
    return {
      words,
      pictures: images.map((image) => pictureOf(String(image))),
      price: estimateCost(request).text,
    };
  });
}
