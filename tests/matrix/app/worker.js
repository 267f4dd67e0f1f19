// A module worker that makes a video of its own.
import { make } from "./make.js";

self.onmessage = async ({ data }) => self.postMessage(await make(data));
