import { runSchedule } from "./faults/random.js";
const t=Date.now();
for (const s of process.argv.slice(2).map(Number)) console.log(JSON.stringify(await runSchedule(s)), Date.now()-t);
process.exit(0);
