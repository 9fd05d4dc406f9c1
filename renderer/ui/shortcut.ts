/** Whether this is a Mac, where Mod is Cmd. */
export const onMac = (): boolean => navigator.platform.startsWith("Mac");

/** `Mod+Shift+P` in this system's notation: `Ctrl Shift P`, or `Cmd Shift P` on a Mac. */
export const shortcutWords = (shortcut: string): string =>
  shortcut
    .replace("Mod", onMac() ? "Cmd" : "Ctrl")
    .replaceAll("+", " ")
    .replace("Plus", "+")
    .replace("ArrowLeft", "←")
    .replace("ArrowRight", "→");
