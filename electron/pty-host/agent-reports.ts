import { type FSWatcher, unwatchFile, watch, watchFile } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import type { RunEvent } from "@shared/runs/event";
import { addTokens, type Report, reportLineSchema, type Tokens } from "@shared/runs/reported";
import { sessionEvents } from "@shared/runs/session-events";
import { reportFileName } from "../run-folder/report-file";

/**
 * The largest number of tool uses in one second that become events, and of reports in one run. Further ones are
 * counted.
 */
export const mostReports = { second: 20, run: 5000 } as const;
/** UTF-16 units. A longer line is not the agent's and is ignored. */
const longestLine = 16 * 1024;
const readSize = 64 * 1024;
/** Milliseconds between polls where the system does not report changes. */
const lookEvery = 500;

/** Transfers the agent's reports to the run's log. */
export interface AgentReports {
  /** Starts to write reports as they come. */
  follow(): void;
  /** Call after the agent's end: writes the remaining reports and the totals, and removes the file. */
  finish(): Promise<void>;
  /** Stops without writing. */
  close(): Promise<void>;
}

/**
 * Creates the report file of an agent.
 * @param write appends an event to the log with the time `at`, in milliseconds since 1970
 */
export async function openAgentReports(
  folder: string,
  write: (event: RunEvent, at: number) => Promise<void>,
): Promise<AgentReports> {
  const path = join(folder, reportFileName);
  const file = await open(path, "w+", 0o600);
  const buffer = Buffer.alloc(readSize);
  const decoder = new StringDecoder("utf8");
  const choose = createChoice();
  let watcher: FSWatcher | undefined;
  let partialLine = "";
  let offset = 0;
  let dirty = false;
  let reading: Promise<void> = Promise.resolve();
  let closed = false;

  async function read(): Promise<void> {
    for (let more = true; more && !closed; ) {
      dirty = false;
      const { bytesRead } = await file.read(buffer, 0, readSize, offset);
      offset += bytesRead;
      more = bytesRead > 0;
      const lines = (partialLine + decoder.write(buffer.subarray(0, bytesRead))).split("\n");
      partialLine = (lines.pop() ?? "").slice(0, longestLine + 1);
      for (const line of lines) await take(line);
    }
  }

  async function take(line: string): Promise<void> {
    if (line.length > longestLine) return;
    const found = parse(line);
    const event = found && choose.next(found.report, found.at);
    if (found && event && !closed) await write(event, found.at);
  }

  /** Reads the file again unless a reading is pending already. */
  function look() {
    if (dirty || closed) return;
    dirty = true;
    // The end of the session reports a log that cannot be written.
    reading = reading.then(read).catch(() => undefined);
  }

  async function close() {
    if (closed) return;
    closed = true;
    watcher?.close();
    unwatchFile(path, look);
    await reading;
    await file.close();
    await rm(path, { force: true });
  }

  return {
    follow() {
      const slowly = () => void watchFile(path, { interval: lookEvery }, look);
      try {
        watcher = watch(path, look).on("error", slowly);
      } catch {
        slowly();
      }
      look();
    },
    async finish() {
      dirty = false;
      look();
      await reading;
      await close();
      await write(choose.sum(), Date.now());
    },
    close,
  };
}

/** Parses a line; undefined for a line that is not a valid report or that was cut off. */
function parse(line: string) {
  try {
    return reportLineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Chooses the reports that become events, so that no agent can fill the log, and counts totals. */
function createChoice() {
  let calls = 0;
  let tokens: Tokens | undefined;
  let events = 0;
  let second = Number.NaN;
  let inSecond = 0;
  let waiting = false;
  return {
    next(report: Report, at: number): RunEvent | undefined {
      switch (report.type) {
        case "tokens": {
          const { type: _, ...counted } = report;
          tokens = addTokens(tokens, counted);
          return undefined;
        }
        case "tool-called": {
          calls += 1;
          if (second !== Math.floor(at / 1000)) inSecond = 0;
          second = Math.floor(at / 1000);
          if (inSecond >= mostReports.second || events >= mostReports.run) return undefined;
          inSecond += 1;
          break;
        }
        case "waiting":
          if (waiting || events >= mostReports.run) return undefined;
          waiting = true;
          break;
        case "waiting-ended":
          if (!waiting) return undefined;
          waiting = false;
          break;
      }
      events += 1;
      return sessionEvents.reported(report);
    },
    sum(): RunEvent {
      return sessionEvents.agentReported(calls, tokens);
    },
  };
}
