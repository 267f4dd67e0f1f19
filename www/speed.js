// How long simulated videos take, the page's own and those of `npm start`: long enough to see the progress, and no wait.

/** In the page, in milliseconds, by seconds of video. @type {Record<number, number>} */
export const SIMULATED_MS = { 5: 8_000, 10: 13_000 };

/** For other clients of `npm start`: 150 s of work take 6 s. */
export const SIMULATOR_SPEED = 25;
