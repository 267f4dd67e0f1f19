// What a page does first with a file that has nothing in it: what the machine and the browser take by themselves.
export const first = () => {};
