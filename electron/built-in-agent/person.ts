import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { type EditedLine, edit, emptyLine } from "./edited-line";
import { createLineView } from "./line-view";
import { plain } from "./text";
import { createKeyReader, type Key } from "./typed-keys";

/** What the person types into the terminal, line by line. */
export interface Person {
  /** The next line, or undefined when nobody can type any more. */
  nextLine(signal: AbortSignal): Promise<string | undefined>;
  /** The lines that came since the last time and that nobody waited for. */
  takeLines(): string[];
  dispose(): void;
}

/** A terminal whose keys can be had one by one. */
export interface KeyTerminal {
  setKeys(on: boolean): void;
  write(text: string): void;
  columns(): number;
  /** Ctrl-C, which the terminal no longer turns into a signal. */
  interrupt(): void;
}

/** Bytes that a line may have; a longer one is cut there. */
const longestLine = 100_000;
const bracketedPaste = (on: boolean) => `\u001b[?2004${on ? "h" : "l"}`;

/**
 * @param input the terminal in its ordinary line mode: it echoes, edits and hands over whole lines
 * @param onUnawaited is told of a line that was typed while nothing was asked
 * @param terminal if there is one, a line that is waited for can be edited as people are used to
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
  let rest = "";
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
  /** Keys come one by one while somebody waits for a line, and only then. */
  const settle = () => {
    if (terminal === undefined) return;
    const wanted = waiting.length > 0 && !over;
    if (wanted === (editing !== undefined)) return;
    editing = wanted
      ? { line: emptyLine, view: createLineView(terminal.write, terminal.columns) }
      : undefined;
    terminal.setKeys(wanted);
    terminal.write(bracketedPaste(wanted));
    // What was typed before the question is the beginning of the answer.
    if (editing !== undefined && rest !== "") {
      press({ type: "text", text: rest });
      rest = "";
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
        // As in a terminal's line mode: at the beginning of a line nothing more will come.
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
    const parts = (rest + text).split(/\r?\n/);
    rest = (parts.pop() ?? "").slice(0, longestLine);
    // A terminal's line mode hands over what keys send that it does not know, such as the arrows.
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
