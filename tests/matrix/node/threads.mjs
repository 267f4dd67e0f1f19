// A worker thread, beside the main one.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { make } from "./make.js";

if (isMainThread) {
  const service = process.argv[2];
  new Worker(new URL(import.meta.url), { workerData: service }).on("message", (told) => console.log(told));
  console.log(await make(service));
} else parentPort.postMessage(await make(workerData));
