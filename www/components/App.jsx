// The whole page: the bar, and its three places, desk, stage and reel.
import { useEffect } from "preact/hooks";
import { Desk } from "./Desk.jsx";
import { takeFromWindow } from "./intake.js";
import { Reel } from "./Reel.jsx";
import { Stage } from "./Stage.jsx";
import { TopBar } from "./TopBar.jsx";

export function App() {
  // Pictures may be dropped or pasted anywhere: nobody should have to hit a target.
  useEffect(takeFromWindow, []);
  return (
    <>
      <TopBar />
      <main class="places">
        <Desk />
        <Stage />
        <Reel />
      </main>
    </>
  );
}
