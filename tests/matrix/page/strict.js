// Under a policy that refuses inline scripts there is no import map either: everything is named by its path.
import { isKlingError, MODEL, validate } from "./node_modules/kling-multi-i2v/dist/index.js";

const worker = new Worker("./worker.js", { type: "module" });
worker.onmessage = ({ data }) => {
  document.querySelector("#worker").textContent = data;
};
try {
  validate({ model: MODEL.id });
  worker.postMessage(new URLSearchParams(location.search).get("service"));
} catch (error) {
  document.querySelector("#worker").textContent = isKlingError(error) ? error.message : "no KlingError";
}
