import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aRecording, aRun } from "@shared/base/testing";
import type { SearchResult } from "@shared/contracts/recordings";
import { type CastEvent, castHeaderLine, createCastLines } from "@shared/recordings/asciicast";
import { compileQuery } from "@shared/recordings/query";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openEventLog } from "../../../run-folder/event-log";
import { mostOfOne, searchRun } from "./search-run";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-search-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function record(...data: string[]) {
  const lines = createCastLines();
  const events = data.map((it, index): CastEvent => ({ time: index, code: "o", data: it }));
  const text = castHeaderLine({ cols: 80, rows: 24 }) + events.map((it) => lines.line(it)).join("");
  await writeFile(join(folder, "session.cast"), text);
}

async function found(text: string, how: "plain" | "expression" = "plain") {
  const { signal } = new AbortController();
  const find = compileQuery({ text, how });
  const results: SearchResult[] = [];
  for await (const some of searchRun(
    { id: aRecording("r"), folder },
    find,
    signal,
    () => undefined,
  ))
    results.push(...some);
  return results;
}

it("finds text on the screen, at the time when it was complete", async () => {
  await record(
    "one tes",
    "t fai\u001b[31mled\u001b[m\r\nok\r\n",
    "test failed\r",
    "TEST FAILED again\r\n",
  );
  expect(await found("test failed")).toEqual([
    { recording: "r", kind: "screen", time: 1, excerpt: "one test failed", at: 4, length: 11 },
    { recording: "r", kind: "screen", time: 2, excerpt: "test failed", at: 0, length: 11 },
    { recording: "r", kind: "screen", time: 3, excerpt: "TEST FAILED again", at: 0, length: 11 },
  ]);
  expect(await found("^ok$", "expression")).toMatchObject([{ time: 1 }]);
  expect(await found("nothing")).toEqual([]);
});

it("returns a line that is redrawn many times only once", async () => {
  await record(...Array.from({ length: 50 }, () => "\u001b[Hsame line\r\n"));
  expect(await found("same")).toHaveLength(1);
  await record(Array.from({ length: 1000 }, (_, n) => `line ${n}\r\n`).join(""));
  expect(await found("line")).toHaveLength(mostOfOne);
});

it("finds prompts, commands and files in the events, and tolerates damaged events", async () => {
  await record("x\r\n");
  const log = await openEventLog(folder);
  await log.append({
    type: "run-created",
    format: 2,
    run: aRun("r"),
    owner: { pid: 1, started: "", seconds: 0 },
    feature: "001-f",
    specPath: "s",
    specBlob: "",
    tasksPath: "t",
    task: { id: "T001", title: "Round the shares", line: "" },
    requirements: [{ id: "FR-001", text: "Shares MUST be rounded" }],
    agent: { kind: "command", command: "do-it --shares" },
    model: "",
    branch: "main",
    base: "",
    runBranch: "",
    worktree: "",
    validations: [{ command: "npm run shares" }],
  });
  const file = { path: "src/shares.ts", status: "modified" } as const;
  await log.append({ type: "checkpoint", seq: 1, commit: "c", tree: "t", files: [file] }, 7);
  const tool = { type: "tool-called", by: "agent", seconds: 0, outcome: "ok" } as const;
  await log.append({ ...tool, tool: "read_file", file: "docs/shares.md" }, 8);
  await log.append({ ...tool, tool: "run_command", command: "sum shares" }, 9);
  await log.append({ type: "waiting", by: "agent", text: "Which shares?" }, 10);
  await log.close();
  expect((await found("shares")).map(({ kind, time, excerpt }) => [kind, time, excerpt])).toEqual([
    ["prompt", 0, "T001 Round the shares"],
    ["prompt", 0, "FR-001 Shares MUST be rounded"],
    ["command", 0, "do-it --shares"],
    ["command", 0, "npm run shares"],
    ["file", 7, "src/shares.ts"],
    ["file", 8, "docs/shares.md"],
    ["command", 9, "sum shares"],
    ["prompt", 10, "Which shares?"],
  ]);
  await writeFile(join(folder, "events.jsonl"), "{}\n");
  expect(await found("x")).toHaveLength(1);
});
