// Thrown by a set-up that cannot run on this machine, with the reason.
export class Skip extends Error {}
