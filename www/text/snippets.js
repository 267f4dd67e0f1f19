// The form's request as code: as JSON, and as what makes its video with cURL, with this package and with Python.
import { MODEL } from "kling-multi-i2v";
import { quoted, shellQuotable, wellFormed } from "./quoting.js";

/**
 * What the form asks for; a picture is an address, or a file that has to be uploaded.
 * @typedef {{
 *   prompt: string,
 *   images: readonly (string | { name: string })[],
 *   duration: number,
 *   aspect_ratio: string,
 *   negative_prompt?: string | undefined,
 *   enable_safety_checker?: boolean | undefined,
 * }} SnippetRequest
 */

/** @typedef {{ language: "JSON" | "cURL" | "JavaScript" | "Python", text: string, note?: string }} Snippet */

/**
 * How a language writes a request.
 * @typedef {{
 *   indent: string,
 *   key: (name: string) => string,
 *   string: (text: string) => string,
 *   upload: (name: string, number: number) => string,
 *   boolean?: (value: boolean) => string,
 *   lastComma?: string,
 * }} Style
 */

const KEY_VARIABLE = "WAVESPEED_API_KEY";
const KEY_PLACEHOLDER = "YOUR_WAVESPEED_KEY";

const SUBMIT_PATH = `/api/v3/${MODEL.id}`;
const UPLOAD_PATH = "/api/v3/media/upload/binary";
const resultPath = (/** @type {string} */ id) => `/api/v3/predictions/${id}/result`;

/** The service's own rule for polling, in seconds. */
const PAUSE = { shortest: 5, longest: 20 };

/** A pasted picture may have no name. */
const nameOf = (/** @type {{ name: string }} */ file) => wellFormed(file.name || "picture.jpg");

/**
 * The request in a language, and nothing but the request: whatever else the object may hold stays out.
 * @param {SnippetRequest} request
 * @param {Style} style
 */
function written(request, { indent, key, string, upload, boolean = String, lastComma = "" }) {
  const { prompt, images, negative_prompt, duration, aspect_ratio, enable_safety_checker } = request;
  const block = (/** @type {string} */ open, /** @type {string[]} */ lines, /** @type {string} */ close) =>
    lines.length === 0 ? open + close : `${open}\n${lines.join(",\n")}${lastComma}\n${close}`;
  const pictures = images.map((image, index) => {
    const picture = typeof image === "string" ? string(image) : upload(nameOf(image), index + 1);
    return indent + indent + picture;
  });
  const fields = [
    ["prompt", string(prompt)],
    ["images", block("[", pictures, `${indent}]`)],
    ["negative_prompt", negative_prompt === undefined ? undefined : string(negative_prompt)],
    ["duration", String(duration)],
    ["aspect_ratio", string(aspect_ratio)],
    [
      "enable_safety_checker",
      enable_safety_checker === undefined ? undefined : boolean(enable_safety_checker),
    ],
  ];
  const lines = fields.flatMap(([name = "", value]) =>
    value === undefined ? [] : `${indent}${key(name)}: ${value}`,
  );
  return block("{", lines, "}");
}

/** @type {Style} */
const JSON_STYLE = {
  indent: "  ",
  key: quoted,
  string: quoted,
  upload: (name) => quoted(`https://…/${encodeURIComponent(name)}`),
};

/** @param {SnippetRequest} request @param {string} base */
function curl(request, base) {
  const authorization = `--header "Authorization: Bearer \${${KEY_VARIABLE}}"`;
  const uploads = request.images.flatMap((image, index) => {
    if (typeof image === "string") return [];
    // curl takes the name of a file in quotes of its own.
    const name = nameOf(image).replace(/["\\]/g, "\\$&");
    return `# Uploads picture ${index + 1}.
image${index + 1}=$(curl --silent --show-error "\${base}${UPLOAD_PATH}" \\
  ${authorization} \\
  --form 'file=@"${shellQuotable(name)}"' | value download_url)

`;
  });
  const body = written(request, {
    ...JSON_STYLE,
    string: (text) => shellQuotable(quoted(text)),
    // Without the address nothing is submitted.
    upload: (_name, number) => `"'"\${image${number}:?was not uploaded}"'"`,
  });
  return `base='${shellQuotable(base)}'

# Takes one value out of an answer.
value() { sed -n 's/.*"'"$1"'" *: *"\\([^"]*\\)".*/\\1/p'; }

${uploads.join("")}# Submits once: each submit makes a video and is charged.
answer=$(curl --silent --show-error --max-time 60 "\${base}${SUBMIT_PATH}" \\
  ${authorization} \\
  --header 'Content-Type: application/json' \\
  --data-raw '${body}')
printf '%s\\n' "\${answer}"

# Asks for the result. Repeat it every ${PAUSE.shortest} s or slower until "status" is "completed":
# the video is in "outputs" then.
id=$(printf '%s\\n' "\${answer}" | value id)
curl --silent --show-error "\${base}${resultPath(`\${id:?}`)}" \\
  ${authorization}
`;
}

/** @param {SnippetRequest} request @param {string} base */
function javaScript(request, base) {
  /** @type {string[]} */
  const files = [];
  const text = written(request, {
    indent: "  ",
    key: (name) => name,
    string: quoted,
    upload: (name) => `files[${files.push(name) - 1}]`,
    lastComma: ",",
  });
  const address = base === MODEL.baseUrl ? "" : `, baseUrl: ${quoted(base)}`;
  // One input each: a dialog that gives many files at once gives them in an order of its own.
  const inputs =
    files.length === 0
      ? ""
      : `// One <input type="file"> for each picture: ${files.map(quoted).join(", ")}.
const files = Array.from(document.querySelectorAll("input[type=file]"), (input) => input.files[0]);

`;
  return `import { KlingClient } from "kling-multi-i2v";

const kling = new KlingClient({ apiKey: ${quoted(KEY_PLACEHOLDER)}${address} });

${inputs}const request = ${text};

const { video } = await kling.generate(request, { onUpdate: ({ phase }) => console.log(phase) });
console.log(video);
`;
}

/** @param {SnippetRequest} request @param {string} base */
function python(request, base) {
  const hasFiles = request.images.some((image) => typeof image !== "string");
  const text = written(request, {
    indent: "    ",
    key: quoted,
    string: quoted,
    upload: (name) => `upload(${quoted(name)})`,
    boolean: (value) => (value ? "True" : "False"),
    lastComma: ",",
  });
  const upload = `def upload(path):
    with open(path, "rb") as file:
        url = BASE + "${UPLOAD_PATH}"
        return data(requests.post(url, headers=HEADERS, files={"file": file}, timeout=300))["download_url"]


`;
  return `import os
import time

import requests

BASE = ${quoted(base)}
HEADERS = {"Authorization": "Bearer " + os.environ["${KEY_VARIABLE}"]}


def data(answer):
    if answer.status_code != 200 or answer.json().get("code") != 200:
        raise SystemExit(answer.text)
    return answer.json()["data"]


${hasFiles ? upload : ""}request = ${text}

# Submits once: each submit makes a video and is charged. If its answer is lost, look at your
# account's history before you run this again.
url = BASE + "${SUBMIT_PATH}"
job = data(requests.post(url, headers=HEADERS, json=request, timeout=60))["id"]
print("job", job)

pause = ${PAUSE.shortest}
while True:
    time.sleep(pause)
    pause = min(pause * 1.25, ${PAUSE.longest})
    try:
        answer = requests.get(BASE + f"${resultPath("{job}")}", headers=HEADERS, timeout=60)
        if answer.status_code == 429 or answer.status_code >= 500:
            continue
        prediction = data(answer)
    except requests.RequestException:
        continue  # A lost connection says nothing about the job.
    if prediction["status"] in ("completed", "failed", "cancelled", "timeout", "deleted"):
        break

if prediction["status"] != "completed":
    raise SystemExit(prediction.get("error") or prediction["status"])
print(prediction["outputs"][0])
`;
}

/**
 * The form's request in every language, with a placeholder for the key.
 * @param {{ request: SnippetRequest, baseUrl?: string }} form `baseUrl` where it is not the service itself
 * @returns {Snippet[]}
 */
export function snippets({ request, baseUrl = MODEL.baseUrl }) {
  const base = baseUrl.replace(/\/+$/, "");
  const names = request.images.flatMap((image) => (typeof image === "string" ? [] : quoted(nameOf(image))));
  const files = names.join(", ");
  const beside = names.length === 0 ? "" : ` Run it in the folder that holds ${files}.`;
  return [
    {
      language: "JSON",
      text: `${written(request, JSON_STYLE)}\n`,
      ...(names.length > 0 && {
        note: `Files have to be uploaded first: put the public address in place of https://… for ${files}.`,
      }),
    },
    { language: "cURL", text: curl(request, base), note: `Set ${KEY_VARIABLE} to your key.${beside}` },
    {
      language: "JavaScript",
      text: javaScript(request, base),
      note: `Put your key in place of ${KEY_PLACEHOLDER}. Whoever can open a page can read a key in it.`,
    },
    {
      language: "Python",
      text: python(request, base),
      note: `Needs requests: pip install requests. Set ${KEY_VARIABLE} to your key.${beside}`,
    },
  ];
}
