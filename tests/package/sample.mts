// One video, as a caller writes it: compiled against the installed package under strict; and lines that must not compile.

import {
  estimateCost,
  type Generation,
  type Issue,
  isKlingError,
  type Job,
  KlingClient,
  KlingError,
  type KlingRequest,
  MODEL,
  type Update,
  validate,
} from "kling-multi-i2v";
import { type FileStore, fileStore } from "kling-multi-i2v/node";
import { createSimulator, type Simulator } from "kling-multi-i2v/simulator";

const kept: FileStore = fileStore("./kling.store");
kept.list("").then(([entry]) => entry?.[0].length);
// @ts-expect-error a number is no path
fileStore(5);

const sim: Simulator = createSimulator({ speed: 100 });
const kling = new KlingClient({
  apiKey: async () => sim.key,
  baseUrl: new URL("https://api.example.com"),
  fetch: sim.fetch,
  polling: { firstMs: 1 },
  onEvent: (event) => (event.type === "update" ? event.elapsedMs : event.type),
});
const request: KlingRequest = {
  prompt: "x",
  images: ["https://a.example/b.png", new URL("https://a.example"), new Blob([])],
  duration: 10,
};
export async function use(signal: AbortSignal): Promise<string> {
  const made: Generation = await kling.generate(request, {
    signal,
    onUpdate: (update: Update) => {
      if (update.phase === "uploading") return update.loadedBytes / update.totalBytes;
      if (update.phase === "checking") return update.warnings.length;
      return update.jobId;
    },
  });
  const job: Job = await kling.submit(request);
  for await (const update of job) if (update.phase === "completed") break;
  const { text } = estimateCost([{ duration: 5, count: 2 }, request]);
  const checked = validate(request);
  if (checked.ok) checked.request.duration satisfies 5 | 10;
  else checked.errors satisfies Issue[];
  const seconds: 5 | 10 = MODEL.defaults.duration;
  try {
    await kling.enhancePrompt({ text: "x", style: "anime" });
  } catch (error) {
    if (isKlingError(error) && error.charge === "charged") return error.jobId ?? "";
    if (error instanceof KlingError) error.issues.map(({ path }) => path);
  }
  return made.video + text + seconds;
}
// @ts-expect-error a duration that there is not
kling.generate({ prompt: "x", images: [], duration: 7 });
// @ts-expect-error a field of a sibling API
kling.generate({ prompt: "x", images: [], aspectRatio: "1:1" });
// @ts-expect-error pictures are required
kling.generate({ prompt: "x" });
// @ts-expect-error a number is no picture
kling.generate({ prompt: "x", images: [5] });
// @ts-expect-error an option that there is not
new KlingClient({ apikey: "x" });
// @ts-expect-error a job is made by submit() and job() alone
new Job();
// @ts-expect-error data is not to be changed
MODEL.defaults.duration = 10;
// @ts-expect-error a code that there is not
export const wrong = (error: KlingError) => error.code === "oops";
