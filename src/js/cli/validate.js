// kling-multi-i2v validate: all that is wrong, and the price.
import { estimateCost } from "../index.js";
import { issueText, say, sayJson } from "./output.js";
import { check, requestsFrom } from "./requests.js";
import { EXIT_HELP, parse, REQUEST_FLAGS, REQUEST_HELP } from "./usage.js";
import { oneLine } from "./words.js";

export const help = `Usage: kling-multi-i2v validate --prompt TEXT --image FILE|URL … [options]
       kling-multi-i2v validate --request FILE|-

Every problem at once, what is worth knowing of the pictures, and the price. Needs no key and no network.

${REQUEST_HELP}
  --json                  One line a request: {"ok","index","errors","warnings","estimate","images"}

${EXIT_HELP}`;

/** @param {string[]} args */
export async function run(args) {
  const { values } = parse(args, { ...REQUEST_FLAGS, json: { type: "boolean" } });
  const { requests, folder, isBatch } = await requestsFrom(values);
  let bad = 0;
  for (const [index, written] of requests.entries()) {
    const { request, errors, warnings, pictures } = await check(written, folder);
    if (!request) bad += 1;
    const estimate = request ? estimateCost({ duration: request.duration }) : null;
    if (values.json) {
      const images = pictures.map(({ source, info }) => ({
        source,
        format: info?.format ?? null,
        width: info?.width ?? null,
        height: info?.height ?? null,
        bytes: info?.bytes ?? null,
      }));
      sayJson({ ok: request !== null, index, errors, warnings, estimate, images });
      continue;
    }
    const name = isBatch ? `Request ${index + 1} of ${requests.length}` : "The request";
    if (request) say(`${name} is valid: ${request.duration} s, ${request.aspect_ratio}, ${estimate?.text}.`);
    else say(`${name} has ${errors.length} ${errors.length === 1 ? "problem" : "problems"}:`);
    for (const issue of errors) say(issueText(issue));
    for (const issue of warnings) say(`${issueText(issue)} (a warning)`);
    for (const { source, info } of pictures) if (info) say(oneLine(`  ${source}: ${sizeText(info)}`));
  }
  return bad > 0 ? 2 : 0;
}

/** @param {import("../types.js").ImageInfo} info */
function sizeText({ format, width, height, bytes }) {
  const sides = width === null ? "size unknown" : `${width} × ${height}`;
  const weight = bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${format?.toUpperCase() ?? "unknown format"}, ${sides}, ${weight}`;
}
