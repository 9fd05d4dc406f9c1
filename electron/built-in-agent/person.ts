import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { type EditedLine, edit, emptyLine } from "./edited-line";
import { createLineView } from "./line-view";
import { plain } from "./text";
import { createKeyReader, type Key } from "./typed-keys";

/** The lines that the person types into the terminal. */
export interface Person {
  /** The next line; undefined when the input has ended. */
  nextLine(signal: AbortSignal): Promise<string | undefined>;
  /** The lines since the last call that no `nextLine` waited for. */
  takeLines(): string[];
  dispose(): void;
}

/** A terminal that can pass on single keys. */
export interface KeyTerminal {
  setKeys(on: boolean): void;
  write(text: string): void;
  columns(): number;
  /** Called for Ctrl-C, which the terminal does not turn into a signal in key mode. */
  interrupt(): void;
}

/** The largest length of a line in bytes; a longer line is cut there. */
const longestLine = 100_000;
const bracketedPaste = (on: boolean) => `\u001b[?2004${on ? "h" : "l"}`;

/**
 * @param input the terminal in its line mode: it echoes, edits and passes on whole lines
 * @param onUnawaited called for a line that was typed while no question was open
 * @param terminal if present, the person can edit a requested line with the usual keys
 */
export function listenToPerson(
  input: Readable,
  onUnawaited: () => void,
  terminal?: KeyTerminal,
): Person {
  const decoder = new StringDecoder("utf8");
  const waiting: ((line: string | undefined) => void)[] = [];
  const keys = createKeyReader();
  let editing: { line: EditedLine; readonly view: ReturnType<typeof createLineView> } | undefined;
  let lines: string[] = [];
  let partialLine = "";
  let over = false;

  const deliver = (line: string) => {
    const next = waiting.shift();
    if (next !== undefined) {
      settle();
      return next(line);
    }
    if (line.trim() === "") return;
    lines.push(line);
    onUnawaited();
  };
  /** Switches to key mode while a line is requested, and back to line mode afterwards. */
  const settle = () => {
    if (terminal === undefined) return;
    const wanted = waiting.length > 0 && !over;
    if (wanted === (editing !== undefined)) return;
    editing = wanted
      ? { line: emptyLine, view: createLineView(terminal.write, terminal.columns) }
      : undefined;
    terminal.setKeys(wanted);
    terminal.write(bracketedPaste(wanted));
    // Text that was typed before the question becomes the beginning of the answer.
    if (editing !== undefined && partialLine !== "") {
      press({ type: "text", text: partialLine });
      partialLine = "";
    }
  };
  const press = (key: Key) => {
    if (editing === undefined || terminal === undefined) return;
    const { view, line } = editing;
    switch (key.type) {
      case "enter":
        view.leave();
        deliver(line.text);
        return;
      case "interrupt":
        view.leave();
        terminal.interrupt();
        return;
      case "end":
        // Ctrl-D on an empty line ends the input, as in line mode.
        if (line.text === "") {
          view.leave();
          onEnd();
          return;
        }
        press({ type: "delete", by: "character", to: "on" });
        return;
      default:
        editing.line = edit(line, key);
        view.draw(editing.line);
    }
  };
  const onData = (bytes: Buffer | string) => {
    const text = typeof bytes === "string" ? bytes : decoder.write(bytes);
    if (editing !== undefined) {
      for (const key of keys(text)) press(key);
      return;
    }
    const parts = (partialLine + text).split(/\r?\n/);
    partialLine = (parts.pop() ?? "").slice(0, longestLine);
    // In line mode a terminal passes on the sequences of unknown keys, such as the arrows.
    for (const line of parts) deliver(plain(line));
  };
  const onEnd = () => {
    over = true;
    settle();
    for (const next of waiting.splice(0)) next(undefined);
  };
  input.on("data", onData).once("end", onEnd).once("close", onEnd).once("error", onEnd);

  return {
    nextLine(signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (over) return resolve(undefined);
        const done = (line: string | undefined) => {
          signal.removeEventListener("abort", cancel);
          resolve(line);
        };
        const cancel = () => {
          waiting.splice(waiting.indexOf(done), 1);
          settle();
          reject(signal.reason);
        };
        signal.addEventListener("abort", cancel, { once: true });
        waiting.push(done);
        settle();
      });
    },
    takeLines() {
      const taken = lines;
      lines = [];
      return taken;
    },
    dispose() {
      input.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onEnd);
      input.pause();
      onEnd();
    },
  };
}
