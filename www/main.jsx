// The playground's start: draws the page.
import { render } from "preact";
import { App } from "./components/App.jsx";
import { watchTab } from "./state/runs.js";

const place = document.getElementById("app");
if (place) render(<App />, place);
watchTab();
