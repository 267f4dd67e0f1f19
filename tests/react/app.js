// The page of the hooks' tests: makers and a tray that a test mounts and unmounts, under StrictMode.
import { KlingClient } from "kling-multi-i2v";
import { useGeneration, useUnfinished } from "kling-multi-i2v/react";
import * as React from "react";
import { createRoot } from "react-dom/client";

const { createElement: h, StrictMode, useState } = React;
/** Hides what is in it and ends its effects, but keeps its state: React 19 has it. @type {typeof React.Activity | undefined} */
const Activity = Reflect.get(React, "Activity");

/** @typedef {import("kling-multi-i2v/react").GenerationState} State */
/** @typedef {import("kling-multi-i2v/react").EndedState} Ended */

const query = new URLSearchParams(location.search);
const polling = { firstMs: 1, minMs: 1, maxMs: 5 };
const QUICK = { polling, retry: { attempts: 2, baseMs: 1, maxMs: 2 }, lookup: { pauseMs: 1 } };

/** How often each client was made. @type {Record<string, number>} */
const made = {};

/** @param {string} name @param {import("kling-multi-i2v").KlingClientOptions} options */
const maker = (name, options) => () => {
  made[name] = (made[name] ?? 0) + 1;
  return new KlingClient({ ...QUICK, ...options });
};

const apiKey = query.get("key") ?? "";
const baseUrl = query.get("url") ?? "";
/** @type {Record<string, import("kling-multi-i2v/react").ClientSource>} */
const CLIENTS = {
  usual: maker("usual", { apiKey, baseUrl }),
  other: maker("other", { apiKey, baseUrl: query.get("other") ?? baseUrl }),
  broken: maker("broken", /** @type {any} */ ({ apiKey, baseUrl, polling: "often" })),
  none: null,
};

/** What makers were shown, heard and answered, for the test to read. */
const told = {
  /** Each state that was rendered, by maker. @type {Record<string, State[]>} */
  states: {},
  /** @type {string[]} */
  ends: [],
  /** @type {Ended[]} */
  answers: [],
  made,
  version: React.version,
};

const photo = await fetch("/dune.jpg").then((answer) => answer.blob());
const REQUEST = { prompt: "a slow push in", images: ["https://example.com/a.png"] };

/** @param {{ name: string, client: string, filter?: string, odd?: boolean, picture?: boolean, job?: string }} props */
function Maker({ name, client, filter, odd, picture, job }) {
  const { generate, stop, resume, reset, ...state } = useGeneration(
    odd ? () => new KlingClient() : CLIENTS[client],
    {
      resume: filter ? (job) => job.idempotencyKey?.startsWith(filter) : filter !== "",
      onEnd: (end) => told.ends.push(`${name} ${end.status}`),
    },
  );
  const { status, update, generation, error } = state;
  told.states[name] ??= [];
  const states = told.states[name];
  if (states.at(-1)?.status !== status || states.at(-1)?.update !== update) states.push(state);
  const idempotencyKey = filter ? `${filter}/${states.length}` : job;
  const images = picture ? [photo] : REQUEST.images;
  const run = () =>
    generate({ ...REQUEST, prompt: `${job ?? name} pushes in`, images }, { idempotencyKey }).then((end) =>
      told.answers.push(end),
    );
  /** @param {string} what @param {() => unknown} onClick */
  const button = (what, onClick) => h("button", { key: what, type: "button", onClick }, what);
  return h(
    "section",
    { "aria-label": name, "data-status": status, "data-phase": update?.phase },
    h("output", null, status),
    h("p", { className: "of" }, state.request?.prompt),
    generation && h("video", { src: generation.video }),
    error && h("p", { role: "alert" }, `${error.code}, charged: ${error.charge}. ${error.message}`),
    state.canResume && h("i", null, "can be resumed"),
    // Its handler gives its promise away: one that rejected would be the page's error.
    button("make", run),
    button("make twice", () => {
      run();
      run();
    }),
    button("stop", stop),
    button("resume", resume),
    button("reset", reset),
  );
}

/** @param {{ client: string }} props */
function Tray({ client }) {
  const { jobs } = useUnfinished(CLIENTS[client]);
  return h(
    "ul",
    null,
    jobs.map(({ name, status, request, dismiss }) =>
      h(
        "li",
        { key: name, "data-status": status },
        `${request?.prompt} `,
        h("button", { type: "button", onClick: dismiss }, "dismiss"),
      ),
    ),
  );
}

/** @typedef {{ makers: { name: string, client?: string, filter?: string, odd?: boolean, picture?: boolean, job?: string }[], tray?: boolean, hidden?: boolean }} Shown */

/** @type {(shown: Shown) => void} */
let show;

function App() {
  const [shown, setShown] = useState(/** @type {Shown} */ (JSON.parse(query.get("shown") ?? "{}")));
  show = setShown;
  const makers = shown.makers.map((props) => h(Maker, { key: props.name, client: "usual", ...props }));
  return h(
    "main",
    null,
    Activity ? h(Activity, { mode: shown.hidden ? "hidden" : "visible", children: makers }) : makers,
    shown.tray && h(Tray, { key: "tray", client: "usual" }),
  );
}

Object.assign(globalThis, { told, show: (/** @type {Shown} */ shown) => show(shown) });
const root = document.getElementById("root");
if (root) createRoot(root).render(h(StrictMode, null, h(App)));
