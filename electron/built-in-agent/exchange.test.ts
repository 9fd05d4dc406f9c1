import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { redactionRules } from "@shared/recordings/redact";
import { afterEach, beforeEach, expect, it } from "vitest";
import { assignment } from "./assignment.fixture";
import {
  type Exchange,
  readDriven,
  recordExchange,
  type ServedExchange,
  serveExchange,
} from "./exchange";
import { call, type ModelAnswer, say, startModelServer } from "./model-server.fixture";
import { exitCodes, runAgent } from "./program";

const secret = "hunter2-hunter2-hunter2";
const rules = redactionRules([secret], []);
const edit = call("t2", "edit_file", { path: "a.txt", old_text: "one", new_text: "two" });
const answers: readonly ModelAnswer[] = [
  say({ type: "text", text: "I look first." }, call("t1", "read_file", { path: "a.txt" })),
  say(edit),
  say(call("t3", "run_command", { command: "date +%N; cat a.txt > b.txt" })),
  say(call("t4", "ask_person", { question: "Which?", options: ["left", "right"] })),
  say({ type: "text", text: "Done." }),
];

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-exchange-"));
  file = join(folder, "exchange.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs the agent in a new tree with `a.txt`. If a person is present, the answer is "2". */
async function run(text: string, exchange: Exchange, url: string) {
  const cwd = await mkdtemp(join(folder, "tree-"));
  await writeFile(join(cwd, "a.txt"), text);
  const input = new PassThrough();
  const output = new PassThrough();
  output.on("data", (bytes) => {
    if (!exchange.serves && String(bytes).includes("Which?"))
      setImmediate(() => input.write("2\n"));
  });
  const code = await runAgent(assignment, {
    cwd,
    env: { PATH: process.env["PATH"], ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: secret },
    input,
    output,
    signal: new AbortController().signal,
    exchange,
  });
  return { code, read: (name: string) => readFile(join(cwd, name), "utf8").catch(() => undefined) };
}

async function record(text: string, model = answers) {
  const server = await startModelServer(model);
  try {
    return await run(text, recordExchange(file, rules), server.url);
  } finally {
    await server.close();
  }
}

async function serve(
  text: string,
): Promise<Awaited<ReturnType<typeof run>> & { driven: ReturnType<ServedExchange["driven"]> }> {
  const exchange = serveExchange(file, rules);
  const result = await run(text, exchange, "http://127.0.0.1:9");
  return { ...result, driven: exchange.driven(result.code === exitCodes.done) };
}

it("drives the agent to the same files without its model, even if a command prints other text", async () => {
  const first = await record("one\n");
  expect(first.code).toBe(exitCodes.done);
  const again = await serve("one\n");
  expect(again.code).toBe(exitCodes.done);
  expect(await again.read("b.txt")).toBe(await first.read("b.txt"));
  expect(again.driven).toEqual({ answers: 5, steps: 4, parting: undefined, hidden: 0 });
});

it("reports the first difference of an agent in another tree", async () => {
  await record("one\n");
  const reading = await serve("one, and more\n");
  expect(reading.driven.parting).toEqual({
    step: 1,
    tool: "read_file",
    recorded: "one\n",
    now: "one, and more\n",
  });
  await rm(file);
  await record("one\n");
  const lines = (await readFile(file, "utf8")).split("\n");
  // Without the first two lines, the replacement in the text is the first call.
  const withoutReads = lines.filter((line) => !line.includes("read_file"));
  await writeFile(file, withoutReads.join("\n"));
  const { driven } = await serve("nothing\n");
  expect(driven.parting).toMatchObject({
    step: 1,
    tool: "edit_file",
    now: "The text to replace is not in a.txt.",
  });
});

it("hides secrets before they are written, and counts them", async () => {
  const first = await record(`one ${secret}\n`, [
    say(call("t1", "read_file", { path: "a.txt" })),
    say(
      { type: "text", text: `It is ${secret}.` },
      call("t2", "write_file", { path: "b.txt", content: secret }),
    ),
    say({ type: "text", text: "Done." }),
  ]);
  expect(first.code).toBe(exitCodes.done);
  expect(await first.read("b.txt")).toBe(secret);
  const written = await readFile(file, "utf8");
  expect(written).not.toContain(secret);
  expect(written).toContain("It is ***");
  expect((await serve(`one ${secret}\n`)).driven).toMatchObject({ parting: undefined, hidden: 2 });
});

it("fails when the recording of the exchange is incomplete", async () => {
  await record("one\n");
  const lines = (await readFile(file, "utf8")).split("\n");
  await writeFile(file, `${lines.slice(0, 3).join("\n")}\n{"type":"ans`);
  const { code, driven } = await serve("one\n");
  expect(code).toBe(exitCodes.failed);
  expect(driven.answers).toBeLessThan(5);
});

it("refuses a file that is not an exchange", async () => {
  expect(() => serveExchange(file, rules)).toThrow("was not recorded");
  await writeFile(file, '{"type":"answer"}\n');
  expect(() => serveExchange(file, rules)).toThrow("Line 1");
});

it("lets the agent go on when the file cannot be written", async () => {
  await appendFile(join(folder, "in-the-way"), "");
  file = join(folder, "in-the-way", "exchange.jsonl");
  expect((await record("one\n")).code).toBe(exitCodes.done);
});

it("is reported by the agent on a line of its own", () => {
  const driven = { answers: 1, steps: 2, hidden: 0 };
  const line = `specwright-driven ${JSON.stringify(driven)}`;
  expect(readDriven(`words\r\n${line}\r\n`)).toEqual(driven);
  expect(readDriven("words\nspecwright-driven {\n")).toBeUndefined();
  expect(readDriven("")).toBeUndefined();
});
