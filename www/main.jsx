// The playground's start: draws the page.
import { render } from "preact";
import { App } from "./components/App.jsx";
import { takeFromWindow } from "./components/intake.js";
import { watchTab } from "./state/runs.js";

// Pictures may be dropped or pasted anywhere: nobody should have to hit a target. Before anything is drawn, since a
// browser that is not told otherwise opens a dropped file in place of the page.
takeFromWindow();
const place = document.getElementById("app");
if (place) render(<App />, place);
watchTab();
