import { scrollbackLines } from "@shared/contracts/terminal";
import { ansiColours, type TerminalColours } from "@shared/contracts/terminal-colours";
import { makeSturdy } from "@shared/recordings/sturdy";
import headless from "@xterm/headless";
import { type LiveScreenWriter, openLiveScreenWriter } from "../../terminal-screen/live-screen";
import { colourName, isDark, paletteColour, parseColour } from "./colour-names";

export interface AnsweringSetup {
  readonly cols: number;
  readonly rows: number;
  readonly colours: TerminalColours;
}

/** A terminal without a window that parses a program's output and answers the program's queries. */
export interface AnsweringTerminal {
  /** @param done called when the text has been parsed and its queries are answered */
  write(text: string, done: () => void): void;
  resize(cols: number, rows: number): void;
  setColours(colours: TerminalColours): void;
  /** @param tell gets the text on the screen, after all earlier writes have been parsed */
  look(tell: (text: string) => void): void;
  /** @param tell gets what `LiveScreenWriter.write` gives, once all that was written before has been followed */
  keep(tell: (screen: string | undefined) => void): void;
  close(): void;
}

const esc = "\u001b";
const st = `${esc}\\`;
/** The answer to XTVERSION: the name of the terminal in the windows, by which programs know its features. */
const terminalName = "xterm.js(6.0.0)";
const dynamicColours = [10, 11, 12] as const;

/**
 * xterm.js itself answers attributes (DA1, DA2), status and cursor position (DSR), modes (DECRQM) and settings
 * (DECRQSS), and the size in cells. Without a window it has no colours and no name. It also does not know two
 * queries: whether the background is dark (DSR 996), and the status protocol of agents (OSC 7501). These are
 * answered here. The kitty keyboard's query (CSI ? u) gets no answer, which means that the terminal does not
 * support that keyboard; the windows do not.
 * @param answer types an answer into the terminal
 */
export function openAnsweringTerminal(
  { cols, rows, colours }: AnsweringSetup,
  answer: (data: string) => void,
): AnsweringTerminal {
  const terminal = makeSturdy(
    new headless.Terminal({
      cols,
      rows,
      // As many as in a window, which may begin with what this terminal shows.
      scrollback: scrollbackLines,
      allowProposedApi: true,
      logLevel: "off",
      windowOptions: { getWinSizeChars: true },
    }),
  );
  terminal.onData(answer);
  let theme = colours;
  const changed = new Map<string, string>();

  /** @param key `4;` and an index of the palette, or 10, 11, 12 for foreground, background and cursor */
  function colourOf(key: string) {
    const [kind, index] = key.split(";");
    if (index !== undefined)
      return (
        named(changed.get(key) ?? Object.values(ansiColours)[Number(index)]) ??
        paletteColour(Number(index))
      );
    const own = { 10: theme.foreground, 11: theme.background, 12: theme.cursor }[Number(kind)];
    return named(changed.get(key) ?? own) ?? paletteColour(15);
  }

  function askOrSet(key: string, value: string) {
    if (value === "?") answer(`${esc}]${key};${colourName(colourOf(key))}${st}`);
    else if (parseColour(value) !== undefined) changed.set(key, value);
  }

  const { parser } = terminal;
  parser.registerOscHandler(4, (data) => {
    const parts = data.split(";");
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const index = Number(parts[at]);
      if (/^\d{1,3}$/.test(parts[at] ?? "") && index < 256)
        askOrSet(`4;${index}`, parts[at + 1] ?? "");
    }
    return true;
  });
  for (const [place, code] of dynamicColours.entries()) {
    // Further values belong to the following codes.
    parser.registerOscHandler(code, (data) => {
      for (const [more, value] of data.split(";").entries()) {
        const key = dynamicColours[place + more];
        if (key !== undefined) askOrSet(String(key), value);
      }
      return true;
    });
    parser.registerOscHandler(100 + code, () => changed.delete(String(code)) || true);
  }
  parser.registerOscHandler(104, (data) => {
    const places =
      data === ""
        ? [...changed.keys()].filter((key) => key.startsWith("4;"))
        : data.split(";").map((place) => `4;${Number(place)}`);
    for (const key of places) changed.delete(key);
    return true;
  });
  parser.registerCsiHandler({ prefix: ">", final: "q" }, (params) => {
    if (!params[0]) answer(`${esc}P>|${terminalName}${st}`);
    return true;
  });
  parser.registerCsiHandler({ prefix: "?", final: "n" }, (params) => {
    if (params[0] !== 996) return false;
    answer(`${esc}[?997;${isDark(colourOf("11")) ? 1 : 2}n`);
    return true;
  });
  // XTGETTCAP: nothing of the terminal's description is known here.
  parser.registerDcsHandler({ intermediates: "+", final: "q" }, () => {
    answer(`${esc}P0+r${st}`);
    return true;
  });
  // The status protocol: a terminal that supports it answers the query with the same bytes.
  parser.registerOscHandler(7501, (data) => {
    if (data === "?") answer(`${esc}]7501;?${st}`);
    return true;
  });

  let writer: LiveScreenWriter | undefined;
  void openLiveScreenWriter(terminal, scrollbackLines).then((ready) => {
    writer = ready;
  });
  const screenNow = (): string | undefined => {
    try {
      return writer?.write();
    } catch {
      // A state that cannot be written: the window plays the recording.
      return undefined;
    }
  };

  return {
    write: (text, done) => terminal.write(text, done),
    resize: (width, height) => terminal.write("", () => terminal.resize(width, height)),
    setColours: (next) =>
      terminal.write("", () => {
        theme = next;
      }),
    look: (tell) => terminal.write("", () => tell(screenText(terminal))),
    keep: (tell) => terminal.write("", () => tell(screenNow())),
    close: () => terminal.dispose(),
  };
}

function screenText({ buffer: { active }, rows }: headless.Terminal): string {
  const lines = Array.from({ length: rows }, (_, row) => active.getLine(active.baseY + row));
  return lines.map((line) => line?.translateToString(true) ?? "").join("\n");
}

const named = (name: string | undefined) => (name === undefined ? undefined : parseColour(name));
