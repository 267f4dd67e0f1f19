// The hooks in a real page once more, with React 18, which is fetched for it: the oldest that they are for.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";
import { scenarios } from "../react/scenarios.js";

const folder = await mkdtemp(join(tmpdir(), "kling-react18-"));
after(() => rm(folder, { recursive: true, force: true }));
const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
await promisify(execFile)("npm", ["install", ...quiet, "react@18.3.1", "react-dom@18.3.1"], { cwd: folder });

const of = (/** @type {string} */ name) => join(folder, "node_modules", name);
scenarios({ react: of("react"), "react-dom": of("react-dom") });
