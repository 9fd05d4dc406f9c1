import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunId, runIdSchema } from "@shared/base/ids";
import type { TerminalToHost, TerminalToWindow } from "@shared/contracts/terminal";
import type { CastEvent } from "@shared/recordings/asciicast";
import { createCastParser } from "@shared/recordings/parse-cast";
import type { LoggedEvent, RunEvent } from "@shared/runs/event";
import { createdEvent } from "@shared/runs/run.fixture";
import { openEventLog, readEvents } from "../run-folder/event-log";
import { type Host, startHost } from "./host";
import type { FromHost, SessionSpec, ToHost } from "./protocol";
import type { HostTransport, Port } from "./transport";

/** Lets a test wait for a matching item instead of for time. */
export interface Seen<T> {
  readonly all: readonly T[];
  add(item: T): void;
  /** Resolves with the first matching item, past or future. */
  find(fits: (item: T) => boolean): Promise<T>;
}

export function createSeen<T>(): Seen<T> {
  const all: T[] = [];
  const waiting = new Set<(item: T) => void>();
  return {
    all,
    add(item) {
      all.push(item);
      for (const look of waiting) look(item);
    },
    find(fits) {
      const past = all.find(fits);
      if (past !== undefined) return Promise.resolve(past);
      return new Promise((resolve) => {
        const look = (item: T) => {
          if (!fits(item)) return;
          waiting.delete(look);
          resolve(item);
        };
        waiting.add(look);
      });
    },
  };
}

/** A host inside the test's process. */
export interface TestHost {
  readonly host: Host;
  readonly messages: Seen<FromHost>;
  post(message: ToHost, ports?: readonly Port[]): void;
  closed(run: RunId): Promise<FromHost>;
}

export function startTestHost(grace = 300, patience = 3000): TestHost {
  const messages = createSeen<FromHost>();
  let receive: Parameters<HostTransport["onMessage"]>[0] = () => undefined;
  const host = startHost(
    {
      post: (message) => {
        messages.add(message);
        // The tests of the host alone accept any commit.
        if (message.type === "agent-over")
          receive({ type: "snapshot", run: message.run, taken: { commit: "0".repeat(40) } }, []);
      },
      onMessage: (listener) => {
        receive = listener;
      },
      onClose: () => undefined,
    },
    { app: "1.2.3", grace, patience, quitPatience: 4000 },
  );
  return {
    host,
    messages,
    post: (message, ports = []) => receive(message, ports),
    closed: (run) =>
      messages.find(
        (message) =>
          (message.type === "closed" || message.type === "failed" || message.type === "lost") &&
          message.run === run,
      ),
  };
}

/** A window's end of a terminal channel. */
export interface TestWindow {
  readonly port: Port;
  readonly messages: Seen<TerminalToWindow>;
  /** The received text. */
  text(): string;
  /** The number of UTF-16 units that were left out. */
  skimmed(): number;
  send(message: TerminalToHost): void;
  /** Acknowledges all messages from now on, and those that have come already. */
  acknowledge(): void;
  leave(): void;
}

export function openTestWindow(acknowledges = true): TestWindow {
  const messages = createSeen<TerminalToWindow>();
  const parts: string[] = [];
  let skimmed = 0;
  let pending = 0;
  let acks = acknowledges;
  let toHost: (message: unknown) => void = () => undefined;
  let gone: () => void = () => undefined;
  const ack = () => {
    const length = pending;
    pending = 0;
    if (length > 0) setImmediate(() => toHost({ type: "ack", length }));
  };
  return {
    messages,
    port: {
      post(message) {
        const typed = message as TerminalToWindow;
        if (typed.type === "data") {
          parts.push(typed.data);
          pending += typed.data.length;
          if (acks) ack();
        } else if (typed.type === "skimmed") skimmed += typed.length;
        messages.add(typed);
      },
      onMessage: (listener) => {
        toHost = listener;
      },
      onClose: (listener) => {
        gone = listener;
      },
      close: () => undefined,
    },
    text: () => parts.join(""),
    skimmed: () => skimmed,
    send: (message) => toHost(message),
    acknowledge() {
      acks = true;
      ack();
    },
    leave: () => gone(),
  };
}

/** The folders for one test file's runs. */
export async function createFolders() {
  const root = await mkdtemp(join(tmpdir(), "pty-host-test-"));
  return {
    root,
    /** A run's folder with its first event, and a session that runs this shell command. */
    async session(command: string, more: Partial<SessionSpec> = {}): Promise<SessionSpec> {
      const run = runIdSchema.parse(randomUUID());
      const folder = await mkdtemp(join(root, "run-"));
      const log = await openEventLog(folder);
      await log.append(
        createdEvent({
          run,
          validations: (more.validations ?? []).map(() => ({ command: "validate" })),
        }),
      );
      await log.close();
      return {
        run,
        folder,
        cwd: root,
        env: { PATH: process.env["PATH"] ?? "", SPECWRIGHT_RUN: run },
        cols: 80,
        rows: 24,
        title: "a test",
        banner: ["A banner line"],
        redact: [],
        validations: [],
        agent: { file: "sh", args: ["-c", command], label: command },
        ...more,
      };
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** The content of a run's folder. */
export async function readRun(folder: string) {
  const parser = createCastParser();
  const cast: CastEvent[] = parser.push(await readFile(join(folder, "session.cast"), "utf8"));
  const last = parser.end();
  const { events } = await readEvents(folder);
  return {
    header: parser.header,
    cast: [...cast, ...last.events],
    torn: last.torn,
    output: outputOf(cast),
    events,
    types: events.map(({ event }) => event.type),
  };
}

export const outputOf = (cast: readonly CastEvent[]) =>
  cast.map((event) => (event.code === "o" ? event.data : "")).join("");

export function eventOf<T extends RunEvent["type"]>(events: readonly LoggedEvent[], type: T) {
  for (const { event } of events) if (isType(event, type)) return event;
  throw new Error(`no ${type}`);
}

const isType = <T extends RunEvent["type"]>(
  event: RunEvent,
  type: T,
): event is Extract<RunEvent, { type: T }> => event.type === type;
