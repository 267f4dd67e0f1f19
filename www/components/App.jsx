// The whole page: the bar, its three places, desk, stage and reel, and the panel beside them.
import { Desk } from "./Desk.jsx";
import { Panel } from "./Panel.jsx";
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
      <Panel />
    </>
  );
}
