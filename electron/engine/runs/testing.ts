import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunId } from "@shared/base/ids";
import type { LoggedEvent, RunEvent } from "@shared/runs/event";
import { createdEvent } from "@shared/runs/run.fixture";
import { vi } from "vitest";
import type { FromHost, HeldSession, SessionSpec, Taken, ToHost } from "../../pty-host/protocol";
import { eventLogPath, openEventLog, writeEventLog } from "../../run-folder/event-log";
import { processStartToken } from "../../system/process-tree";
import type { HostProcess } from "./host-process";

/** For tests: a complete recording and its digest. */
export const cast = '{"version":3,"term":{"cols":80,"rows":24}}\n[0.5,"o","hello"]\n';
export const digest = createHash("sha256").update(cast).digest("hex");

/** A simulated pty host, controlled by the test. It writes its events to the run's log. */
export function playedHost() {
  let tell: (message: FromHost) => void = () => undefined;
  const exits = new Set<() => void>();
  const posted: ToHost[] = [];
  const held = new Map<string, HeldSession>();
  let hangs = false;
  const session = (run?: RunId): SessionSpec => {
    const message = posted.findLast(
      (it) => it.type === "open" && (run === undefined || it.session.run === run),
    );
    if (message?.type !== "open") throw new Error("No session was opened.");
    return message.session;
  };
  const die = () => {
    for (const listener of [...exits]) listener();
    exits.clear();
  };
  const play: HostProcess<string> = {
    pid: process.pid,
    post(message) {
      posted.push(message);
      if (message.type === "open") {
        const { run, folder } = message.session;
        held.set(run, { run, folder, kept: message.kept, messages: [] });
      }
      if (message.type === "release") held.delete(message.run);
      if (message.type === "take-up" && !hangs)
        tell({ type: "sessions", sessions: [...held.values()] });
      if (message.type === "stop") die();
    },
    onMessage(listener) {
      tell = listener;
      return () => undefined;
    },
    onExit(listener) {
      exits.add(listener);
      return () => exits.delete(listener);
    },
    kill: die,
  };
  return {
    process: play,
    posted,
    session,
    die,
    /** @param of a run; the one that was opened last, unless told */
    async write(events: readonly RunEvent[], told = true, of?: RunId) {
      const spec = session(of);
      const log = await openEventLog(spec.folder);
      for (const event of events) {
        const logged = await log.append(event, 0);
        held.get(spec.run)?.messages.push({ type: "event", run: spec.run, logged });
        if (told) tell({ type: "event", run: spec.run, logged });
      }
      await log.close();
    },
    closed(of?: RunId, told = true) {
      const message = { type: "closed", run: session(of).run } as const;
      held.get(message.run)?.messages.push(message);
      if (told) tell(message);
    },
    /** The engine that used the host is gone and hears nothing more. */
    engineDies() {
      tell = () => undefined;
      exits.clear();
    },
    /** The host no longer answers an engine that takes up its sessions. */
    hang() {
      hangs = true;
    },
    held,
    /** The agent is over: asks for the snapshot, and gives it. */
    async agentOver(of?: RunId): Promise<Taken> {
      const { run } = session(of);
      const before = posted.length;
      tell({ type: "agent-over", run });
      return vi.waitFor(
        () => {
          const answer = posted.slice(before).find((message) => message.type === "snapshot");
          if (answer?.type !== "snapshot") throw new Error("There is no snapshot yet.");
          return answer.taken;
        },
        { timeout: 60_000 },
      );
    },
    lost: () => tell({ type: "lost", run: session().run }),
  };
}

export const begun = (pid = process.pid) => ({
  type: "session-started" as const,
  owner: { pid, started: processStartToken(pid) ?? "", seconds: 0 },
  pid,
  cols: 80,
  rows: 24,
});
export const ended: RunEvent[] = [
  { type: "agent-ended", end: { by: "exit", code: 0 } },
  { type: "session-ended", how: "finished", digest, bytes: cast.length, duration: 1 },
];

/** For tests: the events of a run that was sent back, and so is decided. */
export function decidedEvents(run: RunId, about: Partial<ReturnType<typeof createdEvent>> = {}) {
  const events: RunEvent[] = [
    createdEvent({ run, ...about }),
    { ...begun(1), owner: { pid: 1, started: "then", seconds: 0 } },
    ...ended,
    { type: "change-captured", commit: "1".repeat(40), files: 2, added: 10, removed: 3 },
    { type: "sent-back", note: "Round down.", keptAs: `refs/specwright/kept/${run}`, by: "A B" },
  ];
  return events.map(
    (event, second): Pick<LoggedEvent, "at" | "event"> => ({
      at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
      event,
    }),
  );
}

/**
 * For tests: makes the folder of a decided run.
 * @param runs the folder of a project's runs
 */
export async function makeDecidedRun(runs: string, run: RunId): Promise<void> {
  await mkdir(join(runs, run), { recursive: true });
  await writeEventLog(eventLogPath(join(runs, run)), decidedEvents(run));
}
