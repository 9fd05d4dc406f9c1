/**
 * The options of a terminal that shows a recording. Such a terminal sends nothing: no answers to the recorded
 * program's questions, no reports of keys, mouse or focus. It also follows no link. In addition, no code may
 * listen to it (`onData`, `onBinary`). Each of the two measures is sufficient by itself.
 */
export const mute = {
  disableStdin: true,
  linkHandler: { activate: () => undefined },
};
