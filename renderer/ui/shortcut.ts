const isMac = navigator.platform.startsWith("Mac");

/** `Mod+Shift+P` as this system writes it: `Ctrl Shift P`, or `Cmd Shift P` on a Mac. */
export const shortcutWords = (shortcut: string): string =>
  shortcut.replace("Mod", isMac ? "Cmd" : "Ctrl").replaceAll("+", " ");
