/**
 * The options of a terminal that shows a recording. It says nothing: no answer to what the recorded program
 * asked the terminal of its day, no report of keys, mouse or focus; and it follows no link. Beside this,
 * nothing may listen to it (`onData`, `onBinary`): each of the two is enough alone.
 */
export const mute = {
  disableStdin: true,
  linkHandler: { activate: () => undefined },
};
