// A page that makes one video itself and lets a worker make another.
import { make } from "./make.js";

const service = new URLSearchParams(location.search).get("service");
document.querySelector("#page").textContent = await make(service);

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => {
  document.querySelector("#worker").textContent = data;
};
worker.postMessage(service);
