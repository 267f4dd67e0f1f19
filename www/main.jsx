// The playground's start: draws the page, then takes up the form and the runs where they were left.
import { render } from "preact";
import { App } from "./components/App.jsx";
import { takeFromWindow } from "./components/intake.js";
import { recallForm } from "./state/draft.js";
import { sweep } from "./state/history.js";
import { openSharedLink } from "./state/link.js";
import { factsOf, note, watchRequests } from "./state/log.js";
import { running, runs, selected, stateOf } from "./state/runs.js";
import { watchTab } from "./state/tab.js";
import { takeUpAll } from "./state/take-up.js";

// Pictures may be dropped or pasted anywhere: nobody should have to hit a target. Before anything is drawn, since a
// browser that is not told otherwise opens a dropped file in place of the page.
takeFromWindow();
const place = document.getElementById("app");
if (place) render(<App />, place);
watchTab();
watchRequests();

async function takeUpWhereItWasLeft() {
  await Promise.all([recallForm().then(openSharedLink), takeUpAll()]);
}

takeUpWhereItWasLeft()
  .then(() => {
    // What is under way is what the person came back for.
    selected.value ??= running.value[0] ?? runs.value.find((run) => stateOf(run) === "waiting");
    // What an earlier page had no time to tidy up.
    return sweep();
  })
  .catch((error) => note({ what: "storage", said: factsOf(error) }));
// A run whose end is not known may be looked up now.
addEventListener("online", () => {
  takeUpAll().catch(() => undefined);
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) takeUpAll().catch(() => undefined);
});
