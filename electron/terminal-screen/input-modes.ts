import { corePart } from "@shared/recordings/xterm-internals";
import type { Terminal } from "@xterm/headless";

/** Of a terminal that was just reset: no mouse is reported, in the oldest form of report. */
const mouseModes = { none: "", x10: "9", vt200: "1000", drag: "1002", any: "1003" } as const;
const mouseForms: Readonly<Record<string, string>> = {
  DEFAULT: "",
  SGR: "1006",
  SGR_PIXELS: "1016",
};

/**
 * What makes a terminal that was just reset turn keys, pasted text and the mouse into the input that another terminal
 * makes of them. A replay does without; whoever types into a terminal needs it. Source: xterm's ctlseqs, "Mouse
 * Tracking" and the private modes.
 * @throws when the terminal is not made as the pinned version makes it
 */
export function writeInputModes(terminal: Terminal): string {
  const { modes } = terminal;
  const form = corePart(terminal, "coreMouseService.activeEncoding");
  const encoding = typeof form === "string" ? mouseForms[form] : undefined;
  if (encoding === undefined) throw new Error("This version of the terminal has other mice.");
  const set = [
    modes.applicationCursorKeysMode ? "1" : "",
    modes.bracketedPasteMode ? "2004" : "",
    modes.sendFocusMode ? "1004" : "",
    mouseModes[modes.mouseTrackingMode],
    encoding,
  ];
  return (
    set.map((mode) => (mode === "" ? "" : `\u001b[?${mode}h`)).join("") +
    (modes.applicationKeypadMode ? "\u001b=" : "")
  );
}
