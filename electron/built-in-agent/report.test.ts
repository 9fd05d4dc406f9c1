import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { redactionRules } from "@shared/recordings/redact";
import { reportLineSchema } from "@shared/runs/reported";
import { afterEach, beforeEach, expect, it } from "vitest";
import { assignment } from "./assignment.fixture";
import { openExchange } from "./exchange";
import { call, say, sayCounted, startModelServer } from "./model-server.fixture";
import { exitCodes, runAgent } from "./program";
import { writeReports } from "./report";

const secret = "hunter2-hunter2-hunter2";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-report-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("reports steps, waits and token counts, without secrets", async () => {
  const server = await startModelServer([
    sayCounted(
      { input_tokens: 100, output_tokens: 20, cache_read_input_tokens: 7 },
      call("t1", "write_file", { path: "a.txt", content: "text that is not told" }),
      call("t2", "run_command", { command: `exit 3 # ${secret}\n` }),
    ),
    say(call("t3", "ask_person", { question: "Which?", options: ["left", "right"] })),
    say(call("t4", "edit_file", { path: 7 })),
    say({ type: "text", text: "Done." }),
  ]);
  const file = join(folder, "reports");
  await writeFile(file, "");
  const input = new PassThrough();
  const output = new PassThrough();
  output.on("data", (bytes) => {
    if (String(bytes).includes("Which?")) setImmediate(() => input.write("2\n"));
  });
  const code = await runAgent(assignment, {
    cwd: folder,
    env: { PATH: process.env["PATH"], ANTHROPIC_BASE_URL: server.url },
    input,
    output,
    signal: new AbortController().signal,
    exchange: openExchange,
    report: writeReports(file, redactionRules([secret], [])),
  });
  await server.close();
  expect(code).toBe(exitCodes.done);
  const text = await readFile(file, "utf8");
  expect(text).not.toContain(secret);
  const reports = text
    .trimEnd()
    .split("\n")
    .map((line) => reportLineSchema.parse(JSON.parse(line)).report);
  const seconds = expect.any(Number);
  const tool = { type: "tool-called", by: "agent", seconds, outcome: "ok" };
  expect(reports).toEqual([
    { type: "tokens", input: 100, output: 20, cacheRead: 7, cacheWritten: 0 },
    { ...tool, tool: "write_file", file: "a.txt" },
    {
      ...tool,
      tool: "run_command",
      command: `exit 3 # ${"*".repeat(secret.length)}`,
      outcome: "failed",
    },
    { type: "waiting", by: "agent", text: "Which?" },
    { type: "waiting-ended", by: "agent", how: "answered" },
    { ...tool, tool: "edit_file", outcome: "failed" },
  ]);
});
