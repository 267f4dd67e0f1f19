// kling-multi-i2v estimate: what it costs.
import { estimateCost } from "../index.js";
import { say, sayJson } from "./output.js";
import { isRecord, requestsFrom } from "./requests.js";
import { countFrom, EXIT_HELP, parse, REQUEST_FLAGS, REQUEST_HELP } from "./usage.js";

export const help = `Usage: kling-multi-i2v estimate [--duration 5|10] [--count N] [--request FILE] [--json]

What the videos cost by list price, exactly. Needs no key and no network, and looks at no picture.

  --count N               How many of each. Default: 1.
${REQUEST_HELP}
  --json                  {"currency","micros","usd","text","count","seconds"}

${EXIT_HELP}`;

/** @param {string[]} args */
export async function run(args) {
  const { values } = parse(args, { ...REQUEST_FLAGS, count: { type: "string" }, json: { type: "boolean" } });
  const count = countFrom("--count", values.count) ?? 1;
  const { requests, isBatch } = await requestsFrom(values);
  const priced = requests.map((request) => {
    if (!isRecord(request)) return request;
    // Pictures have no bearing on the price, and paths are none to the core.
    const { images, ...rest } = request;
    return { count, ...rest };
  });
  const estimate = estimateCost(
    /** @type {import("../types.js").Priceable[]} */ (isBatch ? priced : priced[0]),
  );
  const videos = `${estimate.count} ${estimate.count === 1 ? "video" : "videos"}`;
  if (values.json) sayJson(estimate);
  else say(`${estimate.text}  ${videos}, ${estimate.seconds} s`);
}
