// A page that makes a video of pictures: simulated, until it is given a key.
import { estimateCost, isKlingError, KlingClient, validate } from "kling-multi-i2v";
import { createSimulator } from "kling-multi-i2v/simulator";

const form = document.querySelector("form");
const { images, prompt, duration, aspect_ratio, key, make } = form.elements;
const at = (id) => document.getElementById(id);

// The simulator's jobs outlive a reload as real ones do. Its clock is faster than ours: 150 s of work take 7.5 s.
const kept = JSON.parse(localStorage.getItem("simulator") ?? "null");
const startAt = Math.max(Date.now(), kept?.at ?? 0);
const simulator = createSimulator({ speed: 20, clock: { startAt } });
if (kept) simulator.restore(kept);
addEventListener("pagehide", () => localStorage.setItem("simulator", JSON.stringify(simulator.save())));

// Under an address of its own, so that the ledger tells simulated jobs from paid ones.
const simulated = new KlingClient({
  apiKey: simulator.key,
  baseUrl: "https://simulator.invalid",
  fetch: simulator.fetch,
  polling: { firstMs: 500, minMs: 500, maxMs: 1000 },
});
const live = new KlingClient({ apiKey: () => key.value });
const client = () => (key.value ? live : simulated);

const request = () => ({
  prompt: prompt.value,
  images: [...images.files],
  duration: Number(duration.value),
  aspect_ratio: aspect_ratio.value,
});

function showPrice() {
  const { text } = estimateCost({ duration: Number(duration.value) });
  make.textContent = `Make the video · ${text}`;
  at("cost").textContent = key.value
    ? `${text} of your WaveSpeedAI credits.`
    : "Simulated: nothing is charged, and the video is a test film.";
}

function say(text, isBad = false) {
  at("says").textContent = text;
  at("says").className = isBad ? "failed" : "";
}

const WORDS = {
  checking: "Checking the request",
  uploading: "Uploading the pictures",
  submitting: "Submitting",
  looking_up: "Looking whether it was submitted",
  created: "Waiting in line",
  processing: "Making the video",
};

const seconds = (ms) => `${Math.round(ms / 1000)} s`;

function show({ phase, elapsedMs, usualMs }) {
  // The simulator hurries; how long it usually takes is the real service's business.
  const usually = key.value && usualMs ? `, usually ${seconds(usualMs)}` : "";
  say(`${WORDS[phase] ?? phase} … ${seconds(elapsedMs)}${usually}`);
}

const CHARGED = { none: "nothing", charged: "yes", unknown: "not known yet" };

/** Shows a video from its first step to its end. */
async function follow(start) {
  make.disabled = true;
  at("progress").hidden = false;
  at("video").hidden = true;
  say("");
  try {
    const { video, estimate } = await start({ onUpdate: show });
    say(key.value ? `Done. It cost ${estimate.text}.` : "Done. Simulated: nothing was charged.");
    at("video").src = video;
    at("video").hidden = false;
  } catch (error) {
    say(isKlingError(error) ? `${error.message} Charged: ${CHARGED[error.charge]}.` : String(error), true);
  }
  at("progress").hidden = true;
  make.disabled = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { errors } = validate(request());
  if (errors.length > 0) return say(errors.map(({ message }) => message).join(" "), true);
  follow((options) => client().generate(request(), options));
});

/** Takes up what a reload or a crash left unfinished: the newest of it. */
async function takeUp() {
  const [job] = await client().resume();
  if (job && !make.disabled) follow((options) => job.wait(options));
}

form.addEventListener("input", showPrice);
key.addEventListener("change", takeUp);
images.addEventListener("change", () => {
  const pictures = [...images.files].map((file) => {
    const picture = new Image();
    picture.src = URL.createObjectURL(file);
    picture.onload = () => URL.revokeObjectURL(picture.src);
    picture.alt = file.name;
    return picture;
  });
  at("thumbnails").replaceChildren(...pictures);
});
showPrice();
takeUp();
