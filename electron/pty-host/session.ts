import { rm } from "node:fs/promises";
import { join } from "node:path";
import { leftBehindWords } from "@shared/runs/beside-words";
import type { NotedEvent, RunEvent, SessionEnd } from "@shared/runs/event";
import { type ProcessEnd, succeeded } from "@shared/runs/process-end";
import { sessionEvents } from "@shared/runs/session-events";
import { openEventLog } from "../run-folder/event-log";
import { exchangeToRecord } from "../run-folder/exchange-file";
import { writeManifest } from "../run-folder/manifest-file";
import { createRecording, type RecordingFile, recordingName } from "../run-folder/recording-file";
import { thisOwner } from "../system/owner";
import { type AgentReports, openAgentReports } from "./agent-reports";
import { answerHere, type OpenAnswerer } from "./answers/answerer";
import { requireProgram } from "./find-program";
import { createNotes } from "./notes";
import type { Program, SessionMessage, SessionSpec, Taken } from "./protocol";
import { createSessionTerminal } from "./session-terminal";
import { type ReadTerminal, readHere } from "./terminal-reader";
import { createTerminalWords } from "./terminal-words";
import type { Port } from "./transport";

/** One run's terminal, from its start until its recording is sealed. */
export interface Session {
  /** Shows the terminal from its beginning on a port, also after the end. */
  attach(port: Port): void;
  /**
   * Writes an event that another process observed, unless the session is over.
   * @param at the event's time in milliseconds since 1970
   */
  note(event: NotedEvent, at: number): void;
  /** Asks the agent to end by its own keys, or ends it by force. The validation follows in both cases. */
  finish(): void;
  /** The answer to `agent-over`. */
  snapshot(taken: Taken): void;
  /** Ends every process of the run, then finishes the recording; resolves with `done`. */
  stop(how: SessionEnd): Promise<void>;
  /** Resolves when everything is on disk and `closed` or `failed` has been posted. Never rejects. */
  readonly done: Promise<void>;
}

export interface SessionOptions {
  /** The app's version, for the record. */
  readonly app: string;
  /** Milliseconds that processes get to end by themselves when the session is stopped. */
  readonly grace?: number;
  /** Milliseconds that an interrupted session waits for free space on a full disk. */
  readonly patience?: number;
  /** Milliseconds that an agent gets to end by its own keys. */
  readonly quitPatience?: number;
  /** Reads terminals; by default in the host's own thread. */
  readonly read?: ReadTerminal;
  /** Answers for terminals; by default in the host's own thread. */
  readonly answerer?: OpenAnswerer;
}

/** Starts a session, which reports through `post`. */
export function openSession(
  spec: SessionSpec,
  post: (message: SessionMessage) => void,
  {
    app,
    grace = 2000,
    patience = 3000,
    read = readHere,
    answerer = answerHere,
    quitPatience,
  }: SessionOptions,
): Session {
  const words = createTerminalWords();
  const notes = createNotes();
  const terminal = createSessionTerminal(spec, {
    grace,
    read,
    answerer,
    onFailure: () => void stop("interrupted"),
    onWaits: () => post({ type: "waits", run: spec.run }),
  });
  const { now, show, mark } = terminal;
  let stopped: SessionEnd | undefined;
  let taken: (taken: Taken) => void = () => undefined;
  let started = false;
  let step: "before" | "agent" | "after" = "before";
  let finishing = false;
  let over = false;

  function sealing() {
    over = true;
    terminal.seal();
  }

  async function run() {
    const secrets = terminal.hideSecrets();
    const title = secrets.text(spec.title);
    const label = secrets.text(spec.agent.label);
    const log = await openEventLog(spec.folder, terminal.room.attempt);
    const path = join(spec.folder, recordingName);
    let latest = 0;
    /**
     * Each event is also a mark in the recording, which other players show. Times never decrease, even for an
     * event that is noted a little later.
     */
    const append = async (event: RunEvent, time = now()) => {
      const safe = secrets.event(event);
      // After a set-up the agent starts later than the session.
      const later = safe.type === "session-started" && spec.setUp !== undefined;
      if (!over && !later) mark(words.mark(safe, label));
      latest = Math.max(latest, time);
      post({ type: "event", run: spec.run, logged: await log.append(safe, latest) });
    };
    const logAt = (event: RunEvent, at: number) =>
      append(event, now() - Math.max(0, Date.now() - at) / 1000);
    /** Errors in these events are ignored, because an observation is no reason to end a session. */
    const seen = (event: RunEvent, time: number) => {
      if (!over) void append(event, time).catch(() => undefined);
    };
    let reports: AgentReports | undefined;
    let recording: RecordingFile | undefined;
    let sealed = false;
    try {
      if (spec.setUp !== undefined) requireProgram(spec.setUp, spec);
      requireProgram(spec.agent, spec);
      for (const validation of spec.validations) requireProgram(validation, spec);
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
        { room: terminal.room, onChange: terminal.balance },
      );
      recording = file;
      terminal.record(file);
      mark(words.task(title));
      show(words.banner(spec.banner));

      const start = async (pid: number) => {
        if (started) return;
        started = true;
        await append(sessionEvents.started(thisOwner(), { pid, ...terminal.size, app }));
        notes.open(logAt);
      };
      const setUpEnd = spec.setUp && (await runSetUp(spec.setUp, start, append));
      const ready = setUpEnd === undefined || (succeeded(setUpEnd) && stopped === undefined);

      let outcome = setUpEnd ?? { by: "exit", code: 0 };
      let validated = false;
      if (ready) {
        if (spec.reports === true) reports = await openAgentReports(spec.folder, logAt);
        else terminal.watch(seen);
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
            terminal.unwatch();
            await reports?.finish();
            await append(sessionEvents.agentEnded(end));
          },
        });
      }
      if (
        spec.validations.length > 0 &&
        ready &&
        (succeeded(outcome) || finishing) &&
        stopped === undefined
      ) {
        show(words.reset(terminal.alternate));
        const kept = await snapshotNow();
        if ("commit" in kept) {
          await append(sessionEvents.snapshotTaken(kept.commit));
          outcome = await validate(append);
          validated = true;
        } else if (stopped === undefined)
          show(words.separator(`The validation was not run: ${kept.failed}`));
      }

      notes.close();
      const how = stopped ?? "finished";
      show(words.reset(terminal.alternate));
      show(
        words.separator(
          words.outcome(how, ready ? (validated ? "validation" : "agent") : "set-up", outcome),
        ),
      );
      secrets.flush();
      mark(words.end(how));
      const duration = now();
      file.add({ time: duration, code: "x", status: words.status(outcome) });
      sealing();
      const facts = await file.seal();
      sealed = true;
      const exchange = await exchangeToRecord(spec.folder);
      const onScreen = how === "interrupted" ? undefined : await secrets.onScreens(file.path);
      const redaction = { ...secrets.found, ...(onScreen === undefined ? {} : { onScreen }) };
      const left = exchange === undefined ? {} : { exchange };
      await append(sessionEvents.ended(how, { ...facts, duration, redaction, ...left }));
      // The manifest is derived from the other files, so the collector of the run's change replaces a missing one.
      await writeManifest(spec.folder, facts).catch(() => undefined);
    } catch (error) {
      notes.close();
      terminal.unwatch();
      await reports?.close().catch(() => undefined);
      await terminal.abandon();
      secrets.flush();
      sealing();
      if (!sealed) await recording?.seal().catch(() => undefined);
      await log.close();
      terminal.end();
      // No program ran, so the recording is removed.
      if (recording !== undefined && !started) await rm(path, { force: true });
      throw error;
    }
    await log.close();
    terminal.end();
  }

  /** Runs one program to its end, and logs the processes that it left running. */
  async function runProgram(program: Program, { by, append, onStart, onEnd }: Course) {
    const { end, left, stays } = await terminal.run(program, onStart);
    await onEnd(end);
    if (left.length > 0) {
      show(words.separator(leftBehindWords(by, left)));
      await append(sessionEvents.leftBehind(by, left));
    }
    if (stays.length > 0) await append(sessionEvents.leftRunning(stays));
    return end;
  }

  /** Runs the validations one after the other, until one fails. @returns how the last that ran ended */
  async function validate(append: Course["append"]): Promise<ProcessEnd> {
    let outcome: ProcessEnd = { by: "exit", code: 0 };
    for (const [index, validation] of spec.validations.entries()) {
      if (index > 0) show(words.reset(terminal.alternate));
      show(words.separator(`Validation: ${validation.label}`));
      outcome = await runProgram(validation, {
        by: "validation",
        append,
        onStart: () => append(sessionEvents.validationStarted(index, validation.label)),
        // A validation that was cut off has proved nothing.
        onEnd: async (end) => {
          if (stopped === undefined) await append(sessionEvents.validationEnded(index, end));
        },
      });
      if (!succeeded(outcome) || stopped !== undefined) break;
    }
    return outcome;
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
        await append(sessionEvents.setUpStarted(program.label));
      },
      async onEnd(ended) {
        show(words.reset(terminal.alternate));
        // A set-up that was cut off has not failed.
        if (stopped === undefined) await append(sessionEvents.setUpEnded(ended));
      },
    });
  }

  function finish() {
    if (step !== "agent" || !terminal.busy || finishing || stopped !== undefined) return;
    finishing = true;
    // Output of an agent that is ending announces no wait.
    terminal.unwatch();
    show(words.separator("Finishing"));
    notes.add(sessionEvents.finishAsked(), Date.now());
    terminal.quit(quitPatience);
  }

  /** Asks for the commit of the working tree on which the validation will run. */
  function snapshotNow(): Promise<Taken> {
    return new Promise((resolve) => {
      taken = resolve;
      post({ type: "agent-over", run: spec.run });
    });
  }

  async function stop(how: SessionEnd): Promise<void> {
    stopped ??= how;
    taken({ failed: "the run was stopped" });
    terminal.stop();
    // An interruption means that the app is quitting, and the disk may stay full. After the patience the record
    // stays as it is on disk.
    if (how === "interrupted") setTimeout(terminal.room.giveUp, patience).unref();
    await done;
  }

  const done = run()
    .finally(terminal.close)
    .then(
      () => post({ type: "closed", run: spec.run }),
      (error: unknown) => {
        sealing();
        terminal.end();
        if (started) post({ type: "lost", run: spec.run });
        else post({ type: "failed", run: spec.run, reason: reasonOf(error) });
      },
    );
  return {
    attach: terminal.attach,
    note: notes.add,
    finish,
    snapshot: (kept) => taken(kept),
    stop,
    done,
  };
}

/** The callbacks around a program of a session. */
interface Course {
  readonly by: Extract<RunEvent, { type: "left-behind" }>["by"];
  append(event: RunEvent): Promise<void>;
  onStart(pid: number): Promise<void>;
  onEnd(end: ProcessEnd): Promise<void>;
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
