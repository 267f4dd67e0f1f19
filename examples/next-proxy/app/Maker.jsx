"use client";
// The form, and what becomes of it. It is rendered on the server, too: there the hook shows "idle" and starts nothing.
import { KlingClient, MODEL, validate } from "kling-multi-i2v";
import { useGeneration } from "kling-multi-i2v/react";
import { useState } from "react";
import { Pictures } from "./Pictures.jsx";
import { Result } from "./Result.jsx";

// Outside of the component, so that it is one and the same. The hook calls it in the browser alone.
const kling = () => new KlingClient({ baseUrl: "/api/kling" });

export function Maker({ isSimulated }) {
  const [images, setImages] = useState([]);
  const [prompt, setPrompt] = useState("Slow camera push in, hair moving gently in the breeze");
  const [duration, setDuration] = useState(MODEL.defaults.duration);
  const [problems, setProblems] = useState([]);
  const video = useGeneration(kling);
  const isRunning = video.status === "running";
  const price = MODEL.pricing.perVideo.find((one) => one.duration === duration).text;

  function make(event) {
    event.preventDefault();
    const request = { prompt, images, duration, aspect_ratio: "16:9" };
    const { ok, errors } = validate(request);
    setProblems(errors);
    if (ok) video.generate(request);
  }

  return (
    <main>
      <h1>A video from pictures</h1>
      <form onSubmit={make}>
        <Pictures images={images} onChange={setImages} />
        <label>
          What happens in it
          <textarea rows={3} value={prompt} onChange={(event) => setPrompt(event.target.value)} />
        </label>
        <label>
          Length
          <select value={duration} onChange={(event) => setDuration(Number(event.target.value))}>
            {MODEL.durations.map((seconds) => (
              <option key={seconds} value={seconds}>
                {seconds} seconds
              </option>
            ))}
          </select>
        </label>
        <button type="submit" disabled={isRunning}>
          {isRunning ? "It is being made" : `Make the video · ${price}`}
        </button>
        <p>
          {isSimulated ? "Simulated: nothing is charged." : `${price} of the account behind the proxy, once.`}
        </p>
        {problems.map(({ path, message }) => (
          <p key={path} className="failed" role="alert">
            {message}
          </p>
        ))}
      </form>
      <Result video={video} isSimulated={isSimulated} />
    </main>
  );
}
