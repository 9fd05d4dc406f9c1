import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { EventName, EventPayload } from "@shared/contracts";
import type { TerminalToHost, TerminalToWindow } from "@shared/contracts/terminal";
import type { RunSummary } from "@shared/runs/summary";
import { exitCodes } from "./command-line";
import { openHere } from "./engine-here";
import { openInApp } from "./engine-in-app";
import type { Ask, EngineEvents, OpenedEngine, Places, Trusting } from "./opened-engine";

export interface ProjectEngine extends OpenedEngine {
  /** Shows a run's terminal. */
  attach(
    run: RunId,
    listener: (message: TerminalToWindow) => void,
  ): { send(message: TerminalToHost): void; detach(): void };
}

/**
 * Opens the engine for a command's project. An app that has the project open is asked, so that two processes never
 * write to one run and the app's windows show at once what the command does.
 * @param onRun called with each change of a run
 * @throws {Problem} `not-trusted`; a problem of opening the project
 */
export async function openEngine(
  repo: string,
  places: Places,
  trusting: Trusting,
  onRun: (run: RunSummary) => void = () => undefined,
): Promise<ProjectEngine> {
  const terminals = new Map<RunId, (message: TerminalToWindow) => void>();
  const hear: Partial<{ [N in EventName]: (payload: EventPayload<N>) => void }> = {
    "runs.changed": onRun,
    "runs.terminal": ({ run, message }) => terminals.get(run)?.(message),
  };
  const event: EngineEvents = (name, payload) => hear[name]?.(payload);
  const engine =
    (await openInApp(repo, places.home, trusting, event)) ??
    (await openHere(repo, places, trusting, event));
  return {
    ...engine,
    attach(run, listener) {
      terminals.set(run, listener);
      // When the terminal no longer exists, the run's end reports the rest.
      engine.ask("runs.watch", { run }).catch(() => listener({ type: "ended" }));
      return {
        send: (message) =>
          void engine.ask("runs.toTerminal", { run, message }).catch(() => undefined),
        detach: () => terminals.delete(run),
      };
    },
  };
}

/**
 * A run that a command names.
 * @throws {Problem} `run-missing`; `recording-damaged` for a run whose record cannot be read
 */
export async function requireRun({ ask }: OpenedEngine, run: RunId): Promise<RunSummary> {
  const found = await ask("runs.find", { run });
  if (found !== null) return found;
  const damaged = await damagedReason(ask, run);
  if (damaged !== undefined) throw new Problem("recording-damaged", damaged);
  throw noRun(run);
}

/** The reason why a run's record cannot be read; undefined for any other run. */
export const damagedReason = async (ask: Ask, run: RunId): Promise<string | undefined> =>
  (await ask("runs.overview", undefined)).damaged.find(({ id }) => id === run)?.reason;

export const noRun = (run: RunId): Problem =>
  new Problem("run-missing", `This repository has no run called ${run}.`);

/**
 * Runs a command's work on its project, and closes the engine. A signal ends the work.
 * @returns the exit code
 */
export async function onProject(
  engine: ProjectEngine,
  work: () => Promise<number>,
): Promise<number> {
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    engine.leave();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work();
  } catch (error) {
    if (isStopped) return exitCodes.stopped;
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, stop);
    await engine.close();
  }
}
