// The whole page: the bar, and its three places, desk, stage and reel.
import { Desk } from "./Desk.jsx";
import { Reel } from "./Reel.jsx";
import { Stage } from "./Stage.jsx";
import { TopBar } from "./TopBar.jsx";

export function App() {
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
