// Asks the Worker for a video, and prints what it tells.
import { miniflare } from "./miniflare.mjs";

const answer = await miniflare.dispatchFetch(`http://localhost/?service=${process.argv[2]}`);
console.log(await answer.text());
await miniflare.dispose();
