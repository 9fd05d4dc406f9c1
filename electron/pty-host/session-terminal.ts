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
import { createKeptScreen } from "./kept-screen";
import type { Program, SessionSpec } from "./protocol";
import { openTerminal, type PseudoTerminal } from "./pseudo-terminal";
import { quit } from "./quit-keys";
import { openRedaction, type SessionRedaction } from "./redaction";
import type { ReadTerminal } from "./terminal-reader";
import { createTerminalWords } from "./terminal-words";
import type { Port } from "./transport";
import { createTypedInput } from "./typed-input";
import { createUtf8Decoder } from "./utf8-decoder";
import { createWindows, type WindowInput } from "./windows";

type LeftBehind = Extract<RunEvent, { type: "left-behind" }>["processes"];

/** The end of a program, and the processes that it left running. */
export interface ProgramOver {
  readonly end: ProcessEnd;
  /** Processes that still ran in the background after the program's end, and were ended. */
  readonly left: LeftBehind;
  /** Processes that could not be ended. */
  readonly stays: LeftBehind;
}

/** One run's terminal: its programs one after the other, its recording, and the windows that show it. */
export interface SessionTerminal {
  /** The free space on the recording's disk. */
  readonly room: Room;
  readonly size: { readonly cols: number; readonly rows: number };
  /** Whether the alternate screen is shown. */
  readonly alternate: boolean;
  /** Whether a program runs in the terminal. */
  readonly busy: boolean;
  /** Seconds since the terminal was made. */
  now(): number;
  /** Shows the terminal from its beginning on a port, also after the end. */
  attach(port: Port): void;
  /**
   * Hides secrets in all output from then on.
   * @throws {Problem} for an invalid pattern of the person
   */
  hideSecrets(): SessionRedaction;
  /** Starts the recording; output from now on is recorded and shown in windows. */
  record(recording: RecordingFile): void;
  /** All text for the disk and the windows passes through here. */
  show(text: string): void;
  /** Writes a mark into the recording. */
  mark(label: string): void;
  /** Call when a backlog or the state of the recording may have changed. */
  balance(): void;
  /** Runs one program to its end, and ends its child processes with it. */
  run(program: Program, onStart: (pid: number) => Promise<void>): Promise<ProgramOver>;
  /**
   * Watches whether the program waits for the person.
   * @param write takes an event and its time in seconds
   */
  watch(write: (event: RunEvent, at: number) => void): void;
  unwatch(): void;
  /**
   * Asks the program to end by its own keys, and ends it by force otherwise.
   * @param patience milliseconds
   */
  quit(patience: number | undefined): void;
  /** Ends the running program, and prevents another one from starting. */
  stop(): void;
  /** Ends running processes, and records their remaining output. */
  abandon(): Promise<void>;
  /** The recording is sealed: nothing is appended any more. */
  seal(): void;
  /** Tells the windows that the session is over. */
  end(): void;
  /** Stops answering queries. */
  close(): void;
}

export interface SessionTerminalParts {
  /** Milliseconds that processes get to end by themselves. */
  readonly grace: number;
  readonly read: ReadTerminal;
  readonly answerer: OpenAnswerer;
  /** The recording has failed. */
  onFailure(): void;
  /** A stopped session waits for free space on a full disk. */
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
  const windows = createWindows(
    { size, onInput, onFocus, onPressure: balance, beginning: () => kept.beginning() },
    () => (room.full ? diskFull() : undefined),
  );
  /** An answer of the terminal to the program, which is not typed input. */
  const answer = (data: string) => terminal?.write(data);
  const onScreen = (text: string) => watch?.screen(text);
  const answers = createAnswers({ size, answerer, answer, onScreen, onPressure: balance });
  const kept = createKeptScreen(answers.keep);
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
   * Takes output without secrets. The recording gets it first, so that all that a window shows is recorded, with
   * the same redactions.
   */
  function write(text: string) {
    if (text === "" || recording === undefined) return;
    recording.add({ time: now(), code: "o", data: text });
    // A screen is kept at the beginning of a line: nothing that comes next belongs to what came before.
    const cut = kept.due ? text.lastIndexOf("\n") + 1 : 0;
    if (cut > 0) {
      send(text.slice(0, cut));
      kept.take();
    }
    if (cut < text.length) send(text.slice(cut));
  }

  function send(text: string) {
    const piece = scanner.scan(text);
    windows.push(piece);
    answers.push(piece);
    kept.push(piece);
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

  /** A session that was stopped on a full disk is over for the person; only its record is not finished. */
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
        ...marked(confined(program, spec.confined), spec.run),
        cwd: spec.cwd,
        env: { TERM: "xterm-256color", COLORTERM: "truecolor", ...(program.env ?? spec.env) },
        ...size,
      },
      (bytes) => show(decoder.write(bytes)),
      read,
    );
    terminal = opened;
    // The session was stopped while this program was being started.
    if (stopped) endTree();
    balance();
    await onStart(opened.pid);
    const end = await opened.exited;
    // Processes that the program left in the background end with it.
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
      kept.resized();
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
    close() {
      kept.close();
      answers.close();
    },
  };
}

/** The command line of a program in the run's sandbox. */
function confined(
  { file, args }: Program,
  [first, ...before]: readonly string[] = [],
): Pick<Program, "file" | "args"> {
  return first === undefined ? { file, args } : { file: first, args: [...before, file, ...args] };
}
