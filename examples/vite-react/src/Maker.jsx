// The form, and what becomes of it.
import { MODEL, validate } from "kling-multi-i2v";
import { useGeneration } from "kling-multi-i2v/react";
import { useState } from "react";
import { isSimulated, kling, prepare, TROUBLES } from "./kling.js";
import { Pictures } from "./Pictures.jsx";
import { Result } from "./Result.jsx";

export function Maker() {
  const [images, setImages] = useState([]);
  const [prompt, setPrompt] = useState("Slow camera push in, hair moving gently in the breeze");
  const [duration, setDuration] = useState(MODEL.defaults.duration);
  const [aspect_ratio, setRatio] = useState("16:9");
  const [trouble, setTrouble] = useState("All goes well");
  const [problems, setProblems] = useState([]);
  const video = useGeneration(kling);
  const isRunning = video.status === "running";
  const price = MODEL.pricing.perVideo.find((one) => one.duration === duration).text;

  function make(event) {
    event.preventDefault();
    const request = { prompt, images, duration, aspect_ratio };
    const { ok, errors } = validate(request);
    setProblems(errors);
    if (!ok) return;
    prepare(trouble);
    video.generate(request);
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
        <div className="row">
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
          <label>
            Format
            <select value={aspect_ratio} onChange={(event) => setRatio(event.target.value)}>
              {MODEL.aspectRatios.map((ratio) => (
                <option key={ratio}>{ratio}</option>
              ))}
            </select>
          </label>
        </div>
        {isSimulated && (
          <label>
            What the simulator does
            <select value={trouble} onChange={(event) => setTrouble(event.target.value)}>
              {Object.keys(TROUBLES).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
        <button type="submit" disabled={isRunning}>
          {isRunning ? "It is being made" : `Make the video · ${price}`}
        </button>
        <p>
          {isSimulated
            ? "Simulated: nothing is charged, and the video is a test film."
            : `${price} of your credits, once.`}
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
