import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { TerminalToWindow } from "@shared/contracts/terminal";
import { runFormat } from "@shared/recordings/manifest";
import { createVtScanner } from "@shared/recordings/vt-scanner";
import { leftBehindWords } from "@shared/runs/beside-words";
import type { NotedEvent, RunEvent, SessionEnd } from "@shared/runs/event";
import { type ProcessEnd, succeeded } from "@shared/runs/process-end";
import { openEventLog } from "../event-log";
import { exchangeFacts } from "../exchange-file";
import { writeManifest } from "../manifest-file";
import { leftBehind, namedProcesses } from "../named-processes";
import { endProcessTree, processStartToken } from "../process-tree";
import { marked } from "../run-mark";
import { type AgentReports, openAgentReports } from "./agent-reports";
import { type AgentWatch, createAgentWatch } from "./agent-watch";
import { answerHere, type OpenAnswerer } from "./answers/answerer";
import { createAnswers } from "./answers/answers";
import { createFocus } from "./focus";
import { createNotes } from "./notes";
import { requireProgram } from "./program";
import type { FromHost, Program, SessionSpec, Taken } from "./protocol";
import { openTerminal, type PseudoTerminal } from "./pseudo-terminal";
import { quit } from "./quitting";
import { createRecording, type RecordingFile, recordingName } from "./recording-file";
import { openRedaction, type SessionRedaction } from "./redaction";
import { createRoom } from "./room";
import { type ReadTerminal, readHere } from "./terminal-reader";
import { createTerminalWords } from "./terminal-words";
import type { Port } from "./transport";
import { createTypedInput } from "./typed-input";
import { createUtf8Decoder } from "./utf8-decoder";
import { createWindows, type WindowInput } from "./windows";

/** One run's terminal, from its start until its recording is sealed. */
export interface Session {
  /** Shows the terminal from its beginning on a port, also after the end. */
  attach(port: Port): void;
  /**
   * Writes down what others saw of the run, unless it is over.
   * @param at when it happened, in milliseconds since 1970
   */
  note(event: NotedEvent, at: number): void;
  /** Asks the agent to end, by its own keys or else by force; then comes the validation, however the agent ended. */
  finish(): void;
  /** Gives the session what it asked for with `agent-over`. */
  snapshot(taken: Taken): void;
  /** Ends every process of the run, then finishes the recording; resolves with `done`. */
  stop(how: SessionEnd): Promise<void>;
  /** Everything is on disk, `closed` or `failed` has been posted. Never rejects. */
  readonly done: Promise<void>;
}

export interface SessionOptions {
  /** The app's version, for the record. */
  readonly app: string;
  /** Milliseconds that processes get to end on their own when the session is stopped. */
  readonly grace?: number;
  /** Milliseconds that an interrupted session waits for room on a full disk. */
  readonly patience?: number;
  /** Milliseconds that an agent gets to end by its own keys. */
  readonly quitPatience?: number;
  /** Reads terminals; if left out, the host's own thread does. */
  readonly read?: ReadTerminal;
  /** Follows terminals and answers for them; if left out, the host's own thread does. */
  readonly answerer?: OpenAnswerer;
}

/** Starts a session. It reports through `post`. */
export function openSession(
  spec: SessionSpec,
  post: (message: FromHost) => void,
  {
    app,
    grace = 2000,
    patience = 3000,
    read = readHere,
    answerer = answerHere,
    quitPatience,
  }: SessionOptions,
): Session {
  const began = performance.now();
  const now = () => (performance.now() - began) / 1000;
  const words = createTerminalWords();
  const scanner = createVtScanner((sign) => watch?.sign(sign));
  const decoder = createUtf8Decoder();
  const size = { cols: spec.cols, rows: spec.rows };
  const notes = createNotes();
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
      if (safe !== undefined && !over) recording?.add({ time: now(), code: "i", data: safe });
    },
    write: (data) => terminal?.write(data),
  });
  let recording: RecordingFile | undefined;
  let redaction: SessionRedaction | undefined;
  let terminal: PseudoTerminal | undefined;
  let watch: AgentWatch | undefined;
  let ending: Promise<number[]> | undefined;
  let stopped: SessionEnd | undefined;
  let taken: (taken: Taken) => void = () => undefined;
  let started = false;
  let step: "before" | "agent" | "after" = "before";
  let finishing = false;
  let over = false;

  /** The one place that all text of the terminal passes on its way to the disk and to the windows. */
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

  function mark(label: string) {
    recording?.add({ time: now(), code: "m", label });
  }

  function balance() {
    if (recording?.failure !== undefined && !over) {
      if (stopped === undefined) {
        const text = words.separator(
          `The recording cannot be written: ${reasonOf(recording.failure)}`,
        );
        windows.push(scanner.scan(text));
      }
      void stop("interrupted");
      return;
    }
    if (room.full || recording?.congested || windows.wantsPause || answers.wantsPause)
      terminal?.pause();
    else terminal?.resume();
  }

  const diskFull = (): TerminalToWindow => ({
    type: "disk-full",
    folder: spec.folder,
    stopped: stopped !== undefined,
  });

  function onRoom() {
    windows.tell(room.full ? diskFull() : { type: "disk-room" });
    if (stopped !== undefined) sayWaiting();
    balance();
  }

  /** What is stopped on a full disk has ended for the person; only its record has not. */
  function sayWaiting() {
    if (!room.full || terminal !== undefined) return;
    windows.tell(diskFull());
    post({ type: "waits", run: spec.run });
  }

  /** Runs one program to its end, and everything it started with it. */
  async function runProgram(program: Program, { by, append, onStart, onEnd }: Course) {
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
    if (stopped !== undefined) endTree();
    balance();
    await onStart(opened.pid);
    const exit = await opened.exited;
    // What the program left behind in the background ends with it.
    const left = ending === undefined ? await leftBehind({ run: spec.run, root: opened.pid }) : [];
    const isEnded = ending === undefined && left.length === 0;
    const stays = isEnded ? [] : await namedProcesses(await (ending ?? endTree()));
    await opened.drain();
    typed.flush();
    terminal = undefined;
    ending = undefined;
    if (stopped !== undefined) sayWaiting();
    show(decoder.end());
    redaction?.flush();
    await onEnd(exit);
    if (left.length > 0) {
      show(words.separator(leftBehindWords(by, left)));
      await append({ type: "left-behind", by, processes: left });
    }
    if (stays.length > 0) await append({ type: "left-running", processes: stays });
    return exit;
  }

  function endTree() {
    ending ??= endProcessTree(
      { run: spec.run, ...(terminal === undefined ? {} : { root: terminal.pid }) },
      { grace },
    );
    return ending;
  }

  async function run() {
    const secrets = openRedaction(spec, write);
    redaction = secrets;
    const title = secrets.text(spec.title);
    const label = secrets.text(spec.agent.label);
    const log = await openEventLog(spec.folder, room.attempt);
    const path = join(spec.folder, recordingName);
    let latest = 0;
    /**
     * Each event is a mark in the recording as well, so that other players show it. Times never go back, not even
     * for what is told a little after it happened.
     */
    const append = async (event: RunEvent, time = now()) => {
      const safe = secrets.event(event);
      // After a set-up the agent starts later than the session.
      const later = safe.type === "session-started" && spec.setUp !== undefined;
      if (!over && !later) mark(words.mark(safe, label));
      latest = Math.max(latest, time);
      post({ type: "event", run: spec.run, logged: await log.append(safe, latest) });
    };
    const told = (event: RunEvent, at: number) =>
      append(event, now() - Math.max(0, Date.now() - at) / 1000);
    /** What the terminal tells is not worth ending a session for. */
    const seen = (event: RunEvent, time: number) => {
      if (!over) void append(event, time).catch(() => undefined);
    };
    let reports: AgentReports | undefined;
    let created = false;
    let sealed = false;
    try {
      if (spec.setUp !== undefined) requireProgram(spec.setUp, spec);
      requireProgram(spec.agent, spec);
      if (spec.validation !== undefined) requireProgram(spec.validation, spec);
      const file = await createRecording(
        path,
        {
          cols: spec.cols,
          rows: spec.rows,
          type: spec.env["TERM"] ?? "xterm-256color",
          timestamp: Math.floor(Date.now() / 1000),
          title,
          command: label,
        },
        { room, onChange: balance },
      );
      created = true;
      recording = file;
      windows.open(file);
      mark(words.task(title));
      show(words.banner(spec.banner));

      const start = async (pid: number) => {
        if (started) return;
        started = true;
        await append({
          type: "session-started",
          hostPid: process.pid,
          hostStarted: processStartToken(process.pid) ?? "",
          pid,
          ...size,
          recorder: { app, format: runFormat.version },
        });
        notes.open(told);
      };
      const setUpEnd = spec.setUp && (await runSetUp(spec.setUp, start, append));
      const ready = setUpEnd === undefined || (succeeded(setUpEnd) && stopped === undefined);

      let outcome = setUpEnd ?? { by: "exit", code: 0 };
      let validated = false;
      if (ready) {
        if (spec.reports === true) reports = await openAgentReports(spec.folder, told);
        else watch = createAgentWatch({ now, write: seen, modes: scanner, look: answers.look });
        outcome = await runProgram(spec.agent, {
          by: "agent",
          append,
          async onStart(pid) {
            await start(pid);
            if (setUpEnd !== undefined) mark(`agent started: ${label}`);
            step = "agent";
            reports?.follow();
          },
          async onEnd(end) {
            step = "after";
            unwatch();
            await reports?.finish();
            await append({ type: "agent-ended", end });
          },
        });
      }
      if (
        spec.validation !== undefined &&
        ready &&
        (succeeded(outcome) || finishing) &&
        stopped === undefined
      ) {
        const { validation } = spec;
        show(words.reset(scanner.alternate));
        const kept = await snapshotNow();
        if ("commit" in kept) {
          await append({ type: "snapshot-taken", commit: kept.commit });
          show(words.separator(`Validation: ${validation.label}`));
          outcome = await runProgram(validation, {
            by: "validation",
            append,
            onStart: () => append({ type: "validation-started", command: validation.label }),
            // A validation that was cut off has proved nothing.
            onEnd: async (end) => {
              if (stopped === undefined) await append({ type: "validation-ended", end });
            },
          });
          validated = true;
        } else if (stopped === undefined)
          show(words.separator(`The validation was not run: ${kept.failed}`));
      }

      notes.close();
      const how = stopped ?? "finished";
      show(words.reset(scanner.alternate));
      show(
        words.separator(
          words.outcome(how, ready ? (validated ? "validation" : "agent") : "set-up", outcome),
        ),
      );
      secrets.flush();
      mark(words.end(how));
      const duration = now();
      file.add({ time: duration, code: "x", status: words.status(outcome) });
      over = true;
      const facts = await file.seal();
      sealed = true;
      const { digest, bytes } = facts;
      const exchange = await exchangeFacts(spec.folder);
      const onScreen = how === "interrupted" ? undefined : await secrets.onScreens(file.path);
      await append({
        type: "session-ended",
        how,
        digest,
        bytes,
        duration,
        redaction: { ...secrets.found, ...(onScreen === undefined ? {} : { onScreen }) },
        ...(exchange === undefined ? {} : { exchange }),
      });
      // It follows from the rest, so whoever collects the run's change makes up for one that is missing.
      await writeManifest(spec.folder, facts).catch(() => undefined);
    } catch (error) {
      notes.close();
      unwatch();
      await reports?.close().catch(() => undefined);
      if (terminal !== undefined) {
        await endTree();
        await terminal.drain();
      }
      secrets.flush();
      over = true;
      const failure = recording;
      if (!sealed && failure !== undefined) await failure.seal().catch(() => undefined);
      await log.close();
      windows.end();
      // Nothing ran, so there is no recording worth keeping.
      if (created && !started) await rm(path, { force: true });
      throw error;
    }
    await log.close();
    windows.end();
  }

  async function runSetUp(
    program: Program,
    start: (pid: number) => Promise<void>,
    append: (event: RunEvent) => Promise<void>,
  ) {
    show(words.separator(`Set-up: ${program.label}`));
    return runProgram(program, {
      by: "set-up",
      append,
      async onStart(pid) {
        await start(pid);
        await append({ type: "set-up-started", command: program.label });
      },
      async onEnd(ended) {
        show(words.reset(scanner.alternate));
        // One that was cut off has not failed.
        if (stopped === undefined) await append({ type: "set-up-ended", end: ended });
      },
    });
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
    } else if (!over && (message.cols !== size.cols || message.rows !== size.rows)) {
      size.cols = message.cols;
      size.rows = message.rows;
      watch?.disturbed();
      answers.resize(size.cols, size.rows);
      terminal?.resize(size.cols, size.rows);
      redaction?.resize(size.cols);
      recording?.add({ time: now(), code: "r", ...size });
    }
  }

  function finish() {
    const agent = terminal;
    if (step !== "agent" || agent === undefined || finishing || stopped !== undefined) return;
    finishing = true;
    // What it says while it ends is about no wait any more.
    unwatch();
    const tookText = scanner.takesText;
    show(words.separator("Finishing"));
    notes.add({ type: "finish-asked" }, Date.now());
    void quit({
      type: agent.write,
      leaves: () => tookText && !scanner.takesText,
      ended: agent.exited,
      force: () => {
        if (terminal === agent) void endTree();
      },
      ...(quitPatience === undefined ? {} : { patience: quitPatience }),
    });
  }

  /** What the validation is to run on: the commit that the working tree is kept as. */
  function snapshotNow(): Promise<Taken> {
    return new Promise((resolve) => {
      taken = resolve;
      post({ type: "agent-over", run: spec.run });
    });
  }

  async function stop(how: SessionEnd): Promise<void> {
    stopped ??= how;
    taken({ failed: "the run was stopped" });
    if (terminal !== undefined) void endTree();
    else sayWaiting();
    // Who interrupts wants to quit, and a full disk may stay full: what is on it by then is what remains.
    if (how === "interrupted") setTimeout(room.giveUp, patience).unref();
    await done;
  }

  const done = run()
    .finally(answers.close)
    .then(
      () => post({ type: "closed", run: spec.run }),
      (error: unknown) => {
        over = true;
        windows.end();
        if (started) post({ type: "lost", run: spec.run });
        else post({ type: "failed", run: spec.run, reason: reasonOf(error) });
      },
    );
  return {
    attach: windows.attach,
    note: notes.add,
    finish,
    snapshot: (kept) => taken(kept),
    stop,
    done,
  };
}

/** What happens around a program of a session. */
interface Course {
  readonly by: Extract<RunEvent, { type: "left-behind" }>["by"];
  append(event: RunEvent): Promise<void>;
  onStart(pid: number): Promise<void>;
  onEnd(end: ProcessEnd): Promise<void>;
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
