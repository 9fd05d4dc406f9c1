import type { TerminalToWindow } from "@shared/contracts/terminal";
import { createVtScanner } from "@shared/recordings/vt-scanner";
import type { RunEvent } from "@shared/runs/event";
import type { ProcessEnd } from "@shared/runs/process-end";
import type { RecordingFile } from "../run-folder/recording-file";
import { createRoom, type Room } from "../run-folder/room";
import { leftBehind, namedProcesses } from "../system/named-processes";
import { endProcessTree } from "../system/process-tree";
import { marked } from "../system/run-mark";
import { type AgentWatch, createAgentWatch } from "./agent-watch";
import type { OpenAnswerer } from "./answers/answerer";
import { createAnswers } from "./answers/answers";
import { createFocus } from "./focus";
import type { Program, SessionSpec } from "./protocol";
import { openTerminal, type PseudoTerminal } from "./pseudo-terminal";
import { quit } from "./quitting";
import { openRedaction, type SessionRedaction } from "./redaction";
import type { ReadTerminal } from "./terminal-reader";
import { createTerminalWords } from "./terminal-words";
import type { Port } from "./transport";
import { createTypedInput } from "./typed-input";
import { createUtf8Decoder } from "./utf8-decoder";
import { createWindows, type WindowInput } from "./windows";

type LeftBehind = Extract<RunEvent, { type: "left-behind" }>["processes"];

/** How a program ended, and what it had left running. */
export interface ProgramOver {
  readonly end: ProcessEnd;
  /** What went on in the background when the program had ended, and was ended. */
  readonly left: LeftBehind;
  /** What could not be ended. */
  readonly stays: LeftBehind;
}

/** One run's terminal: the programs that have it in turn, the recording of it, and the windows that show it. */
export interface SessionTerminal {
  /** The room on the disk for what is recorded. */
  readonly room: Room;
  readonly size: { readonly cols: number; readonly rows: number };
  /** The alternate screen is shown. */
  readonly alternate: boolean;
  /** A program has the terminal. */
  readonly busy: boolean;
  /** Seconds since the terminal was made. */
  now(): number;
  /** Shows the terminal from its beginning on a port, also after the end. */
  attach(port: Port): void;
  /**
   * Makes what hides secrets in everything that is shown from then on.
   * @throws {Problem} for a pattern of the person's that is not accepted
   */
  hideSecrets(): SessionRedaction;
  /** From here on all that is shown is recorded, and windows see it. */
  record(recording: RecordingFile): void;
  /** The one place that all text passes on its way to the disk and to the windows. */
  show(text: string): void;
  /** Puts a mark into the recording. */
  mark(label: string): void;
  /** How much waits, or whether the recording failed, may have changed. */
  balance(): void;
  /** Runs one program to its end, and everything it started with it. */
  run(program: Program, onStart: (pid: number) => Promise<void>): Promise<ProgramOver>;
  /** Watches for whether the program waits for the person. @param write takes an event and when it happened, in seconds */
  watch(write: (event: RunEvent, at: number) => void): void;
  unwatch(): void;
  /** Asks the program to end by its own keys, or else ends it. @param patience milliseconds */
  quit(patience: number | undefined): void;
  /** No further program may run, and the one that does is ended. */
  stop(): void;
  /** Ends what still runs, and takes in what it has said. */
  abandon(): Promise<void>;
  /** The recording is sealed: nothing is added to it any more. */
  seal(): void;
  /** Tells the windows that it is over. */
  end(): void;
  /** Answers nothing any more. */
  close(): void;
}

export interface SessionTerminalParts {
  /** Milliseconds that processes get to end on their own. */
  readonly grace: number;
  readonly read: ReadTerminal;
  readonly answerer: OpenAnswerer;
  /** The recording cannot go on. */
  onFailure(): void;
  /** What was stopped waits for room on a full disk. */
  onWaits(): void;
}

export function createSessionTerminal(
  spec: SessionSpec,
  { grace, read, answerer, onFailure, onWaits }: SessionTerminalParts,
): SessionTerminal {
  const began = performance.now();
  const now = () => (performance.now() - began) / 1000;
  const words = createTerminalWords();
  const scanner = createVtScanner((sign) => watch?.sign(sign));
  const decoder = createUtf8Decoder();
  const size = { cols: spec.cols, rows: spec.rows };
  const room = createRoom(onRoom);
  const windows = createWindows({ size, onInput, onFocus, onPressure: balance }, () =>
    room.full ? diskFull() : undefined,
  );
  /** What the terminal itself says to the program. Nobody typed it. */
  const answer = (data: string) => terminal?.write(data);
  const onScreen = (text: string) => watch?.screen(text);
  const answers = createAnswers({ size, answerer, answer, onScreen, onPressure: balance });
  const focus = createFocus(() => scanner.asksForFocus, answer);
  const typed = createTypedInput({
    echoes: async () => (await terminal?.echoes()) ?? false,
    record(text) {
      const safe = redaction?.text(text);
      if (safe !== undefined && !sealed) recording?.add({ time: now(), code: "i", data: safe });
    },
    write: (data) => terminal?.write(data),
  });
  let recording: RecordingFile | undefined;
  let redaction: SessionRedaction | undefined;
  let terminal: PseudoTerminal | undefined;
  let watch: AgentWatch | undefined;
  let ending: Promise<number[]> | undefined;
  let stopped = false;
  let sealed = false;

  const show = (text: string) => redaction?.output(text);

  /**
   * Takes what has no secrets in it any more. It goes to the recording first: what a window shows is always
   * recorded, and so is hidden there as well.
   */
  function write(text: string) {
    if (text === "" || recording === undefined) return;
    recording.add({ time: now(), code: "o", data: text });
    const piece = scanner.scan(text);
    windows.push(piece);
    answers.push(piece);
    focus.look();
    watch?.output(piece);
  }

  function balance() {
    if (recording?.failure !== undefined && !sealed) {
      if (!stopped) {
        const why = `The recording cannot be written: ${recording.failure.message}`;
        windows.push(scanner.scan(words.separator(why)));
      }
      onFailure();
      return;
    }
    if (room.full || recording?.congested || windows.wantsPause || answers.wantsPause)
      terminal?.pause();
    else terminal?.resume();
  }

  const diskFull = (): TerminalToWindow => ({ type: "disk-full", folder: spec.folder, stopped });

  function onRoom() {
    windows.tell(room.full ? diskFull() : { type: "disk-room" });
    if (stopped) sayWaiting();
    balance();
  }

  /** What is stopped on a full disk has ended for the person; only its record has not. */
  function sayWaiting() {
    if (!room.full || terminal !== undefined) return;
    windows.tell(diskFull());
    onWaits();
  }

  function endTree() {
    ending ??= endProcessTree(
      { run: spec.run, ...(terminal === undefined ? {} : { root: terminal.pid }) },
      { grace },
    );
    return ending;
  }

  async function run(program: Program, onStart: (pid: number) => Promise<void>) {
    answers.turn();
    const opened = openTerminal(
      {
        ...marked({ file: program.file, args: program.args }, spec.run),
        cwd: spec.cwd,
        env: { TERM: "xterm-256color", COLORTERM: "truecolor", ...(program.env ?? spec.env) },
        ...size,
      },
      (bytes) => show(decoder.write(bytes)),
      read,
    );
    terminal = opened;
    // A session that was stopped while this program was being started must not go on.
    if (stopped) endTree();
    balance();
    await onStart(opened.pid);
    const end = await opened.exited;
    // What the program left behind in the background ends with it.
    const left = ending === undefined ? await leftBehind({ run: spec.run, root: opened.pid }) : [];
    const isEnded = ending === undefined && left.length === 0;
    const stays = isEnded ? [] : await namedProcesses(await (ending ?? endTree()));
    await opened.drain();
    typed.flush();
    terminal = undefined;
    ending = undefined;
    if (stopped) sayWaiting();
    show(decoder.end());
    redaction?.flush();
    return { end, left, stays };
  }

  function unwatch() {
    watch?.close();
    watch = undefined;
  }

  function onFocus() {
    watch?.disturbed();
    focus.set(windows.focused);
  }

  function onInput(message: WindowInput) {
    if (message.type === "input") {
      watch?.typed(message.data);
      if (spec.recordsInput) typed.type(message.data);
      else terminal?.write(message.data);
    } else if (message.type === "colours") {
      answers.setColours(message.colours);
    } else if (!sealed && (message.cols !== size.cols || message.rows !== size.rows)) {
      size.cols = message.cols;
      size.rows = message.rows;
      watch?.disturbed();
      answers.resize(size.cols, size.rows);
      terminal?.resize(size.cols, size.rows);
      redaction?.resize(size.cols);
      recording?.add({ time: now(), code: "r", ...size });
    }
  }

  return {
    room,
    size,
    get alternate() {
      return scanner.alternate;
    },
    get busy() {
      return terminal !== undefined;
    },
    now,
    attach: windows.attach,
    hideSecrets() {
      redaction = openRedaction(spec, write);
      return redaction;
    },
    record(file) {
      recording = file;
      windows.open(file);
    },
    show,
    mark: (label) => recording?.add({ time: now(), code: "m", label }),
    balance,
    run,
    watch(writeEvent) {
      watch = createAgentWatch({ now, write: writeEvent, modes: scanner, look: answers.look });
    },
    unwatch,
    quit(patience) {
      const program = terminal;
      if (program === undefined) return;
      const tookText = scanner.takesText;
      void quit({
        type: program.write,
        leaves: () => tookText && !scanner.takesText,
        ended: program.exited,
        force: () => {
          if (terminal === program) void endTree();
        },
        ...(patience === undefined ? {} : { patience }),
      });
    },
    stop() {
      stopped = true;
      if (terminal !== undefined) void endTree();
      else sayWaiting();
    },
    async abandon() {
      if (terminal === undefined) return;
      await endTree();
      await terminal.drain();
    },
    seal() {
      sealed = true;
    },
    end: windows.end,
    close: answers.close,
  };
}
