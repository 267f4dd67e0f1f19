// How fast the simulators run, the page's own and that of `npm start`: 150 s of work take 6 s, so that the progress
// can be seen and trying something is no wait.
export const SIMULATOR_SPEED = 25;
