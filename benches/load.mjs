// What many jobs at once cost one Node process, ours beside the official client: the same simulator over HTTP, the same time,
// sped up alike. `npm run bench -- load`.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const SPEED = Number(process.env.SPEED ?? 10);
const COUNTS = (process.env.JOBS ?? "1000,10000").split(",").map(Number);
/** How many jobs the service lets one account have at once. */
const AT_ONCE = 5000;

const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const heard = (/** @type {import("node:child_process").ChildProcess} */ child) =>
  new Promise((done, fail) => {
    child.once("message", done);
    child.once("exit", (code) => fail(new Error(`a process has ended with ${code}`)));
  });

/** @param {string} who @param {number} jobs */
async function measure(who, jobs) {
  const accounts = Math.ceil(jobs / AT_ONCE);
  const server = fork(path("./load-server.mjs"), [
    JSON.stringify({ speed: SPEED, accounts, jobMs: 150_000 }),
  ]);
  try {
    const { url, keys } = await heard(server);
    const member = fork(path("./load-member.mjs"), [JSON.stringify({ who, url, keys, jobs, speed: SPEED })]);
    const told = await heard(member);
    server.send("stats");
    const stats = await heard(server);
    return { ...told, stats };
  } finally {
    server.kill();
  }
}

for (const jobs of COUNTS) {
  for (const who of ["ours", "official"]) {
    console.log(jobs, who, JSON.stringify(await measure(who, jobs)));
  }
}
