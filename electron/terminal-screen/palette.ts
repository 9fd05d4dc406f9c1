import type { Terminal } from "@xterm/headless";

/** UTF-16 units. A longer text is not a colour. */
const longestColour = 64;

/**
 * Follows the palette colours that a program sets (OSC 4 and 10 to 12) and resets (OSC 104 and 110 to 112),
 * because a headless terminal does not keep them.
 */
export interface Palette {
  /** The sequences that set these colours in a terminal with default colours. */
  write(): string;
}

export function followPalette(terminal: Terminal): Palette {
  const colours = new Map<string, string>();
  const set = (name: string, colour: string | undefined) => {
    if (colour !== undefined && colour !== "?" && colour.length <= longestColour)
      colours.set(name, colour);
  };
  const on = (code: number, handle: (data: string) => void) =>
    terminal.parser.registerOscHandler(code, (data) => {
      handle(data);
      return false;
    });
  on(4, (data) => {
    const fields = data.split(";");
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const index = Number(fields[at]);
      if (Number.isInteger(index) && index >= 0 && index < 256) set(`4;${index}`, fields[at + 1]);
    }
  });
  on(104, (data) => {
    const which = data === "" ? undefined : new Set(data.split(";").map((index) => `4;${index}`));
    for (const name of [...colours.keys()])
      if (name.startsWith("4;") && (which?.has(name) ?? true)) colours.delete(name);
  });
  for (const code of [10, 11, 12]) {
    // Each of these sequences takes several colours: the one of its own code, then those of the following codes.
    on(code, (data) =>
      data.split(";").forEach((colour, at) => {
        if (code + at <= 12) set(String(code + at), colour);
      }),
    );
    on(code + 100, () => colours.delete(String(code)));
  }
  return {
    write: () => [...colours].map(([name, colour]) => `\u001b]${name};${colour}\u001b\\`).join(""),
  };
}
