import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { assignment } from "./assignment.fixture";
import { openExchange } from "./exchange";
import {
  breakOff,
  call,
  hang,
  type ModelAnswer,
  refuse,
  say,
  startModelServer,
  text,
} from "./model-server.fixture";
import { exitCodes, runAgent } from "./program";

/** The long timeout suits a busy machine; an event that never happens still fails the test. */
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000 });

const key = "sk-ant-test-1234567890";
let folder: string;
let closers: (() => Promise<void>)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-agent-"));
  closers = [];
});
afterEach(async () => {
  for (const close of closers) await close();
  await rm(folder, { recursive: true });
});

async function start(answers: readonly ModelAnswer[], env: Record<string, string> = {}) {
  const server = await startModelServer(answers);
  closers.push(() => server.close());
  const cancel = new AbortController();
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { columns: 100 });
  let shown = "";
  output.on("data", (bytes) => {
    shown += bytes;
  });
  const exit = runAgent(assignment, {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_API_KEY: key,
      ...env,
    },
    input,
    output,
    signal: cancel.signal,
    exchange: openExchange,
  });
  return { server, cancel, input, exit, screen: () => stripVTControlCharacters(shown) };
}

const until = (agent: { screen(): string }, words: string) =>
  eventually(() => expect(agent.screen()).toContain(words));

test("streams words, runs tools and sends their results back until the model ends", async () => {
  await writeFile(join(folder, "a.txt"), "one\ntwo\n");
  const agent = await start([
    say(text("I look first."), call("t1", "read_file", { path: "a.txt" })),
    say(
      call("t2", "edit_file", { path: "a.txt", old_text: "two", new_text: "2 $& $1" }),
      call("t3", "run_command", { command: "cat a.txt; exit 4" }),
      call("t4", "read_file", { path: "../outside" }),
      call("t5", "no_such_tool", {}),
      call("t6", "write_file", { path: 7 }),
    ),
    say(text("Done.")),
  ]);
  expect(await agent.exit).toBe(exitCodes.done);
  expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("one\n2 $& $1\n");

  const [first, second, third] = agent.server.requests;
  expect(first?.headers.authorization).toBe(`Bearer ${key}`);
  expect(first?.body.messages).toEqual([{ role: "user", content: "Do T001." }]);
  expect(second?.body.messages.at(-1)).toEqual({
    role: "user",
    content: [{ type: "tool_result", tool_use_id: "t1", content: "one\ntwo\n", is_error: false }],
  });
  expect(third?.body.messages.at(-1)?.content).toMatchObject([
    { tool_use_id: "t2", is_error: false },
    { tool_use_id: "t3", is_error: true, content: "Exit code 4\none\n2 $& $1\n" },
    { tool_use_id: "t4", is_error: true, content: "../outside is outside the working tree." },
    { tool_use_id: "t5", is_error: true },
    { tool_use_id: "t6", is_error: true },
  ]);
  const screen = agent.screen();
  expect(screen).toContain("T001 · built-in agent · claude-");
  expect(screen).toContain("● I look first.\n● Reading a.txt\n");
  expect(screen).toContain("● Editing a.txt\n  1   one\n  2 - two\n  2 + 2 $& $1\n");
  expect(screen).toContain("$ cat a.txt; exit 4\n  one\n  2 $& $1\n! It ended with exit code 4.\n");
  expect(screen.endsWith("● Done.\n")).toBe(true);
});

test("a command does not get the key", async () => {
  const agent = await start(
    [say(call("t1", "run_command", { command: "env" })), say(text("Done."))],
    { OTHER_TOKEN: "another-secret", VISIBLE: "yes" },
  );
  expect(await agent.exit).toBe(exitCodes.done);
  const result = JSON.stringify(agent.server.requests[1]?.body.messages.at(-1));
  expect(result).toContain("VISIBLE=yes");
  for (const hidden of ["ANTHROPIC", key, "another-secret"]) {
    expect(result).not.toContain(hidden);
    expect(agent.screen()).not.toContain(hidden);
  }
});

describe("the person at the terminal", () => {
  test("answers a question", async () => {
    const agent = await start([
      say(call("t1", "ask_person", { question: "Which one?", options: ["red", "blue"] })),
      say(text("Thanks.")),
    ]);
    await until(agent, "? Which one?");
    agent.input.write("2\n");
    expect(await agent.exit).toBe(exitCodes.done);
    expect(agent.server.requests[1]?.body.messages.at(-1)?.content).toMatchObject([
      { tool_use_id: "t1", content: "blue" },
    ]);
  });

  test("is told that nobody answered when the terminal is closed", async () => {
    const agent = await start([
      say(call("t1", "ask_person", { question: "Which one?", default_answer: "red" })),
      say(text("Thanks.")),
    ]);
    await until(agent, "? Which one?");
    agent.input.end();
    expect(await agent.exit).toBe(exitCodes.done);
    expect(agent.server.requests[1]?.body.messages.at(-1)?.content).toMatchObject([
      { content: "red" },
    ]);
  });

  test("gives a further instruction between turns, and keeps the agent from ending", async () => {
    let release: (() => void) | undefined;
    const agent = await start([
      (response, request) => {
        release = () => say(text("Done."))(response, request);
      },
      say(text("Done again.")),
    ]);
    await eventually(() => expect(release).toBeDefined());
    agent.input.write("use tabs\n");
    await until(agent, "Noted.");
    release?.();
    expect(await agent.exit).toBe(exitCodes.done);
    expect(agent.server.requests[1]?.body.messages.at(-1)).toEqual({
      role: "user",
      content: [{ type: "text", text: "The person at the terminal says: use tabs" }],
    });
  });
});

describe("cancel", () => {
  test("while the model answers", async () => {
    const agent = await start([hang]);
    await eventually(() => expect(agent.server.requests).toHaveLength(1));
    agent.cancel.abort(new Error("cancelled"));
    expect(await agent.exit).toBe(exitCodes.cancelled);
  });

  test("while a command runs, which it ends", async () => {
    const agent = await start([
      say(call("t1", "run_command", { command: "echo pid $$; exec sleep 100" })),
    ]);
    await eventually(() => expect(agent.screen()).toMatch(/pid \d+/));
    agent.cancel.abort(new Error("cancelled"));
    expect(await agent.exit).toBe(exitCodes.cancelled);
    const pid = Number(/pid (\d+)/.exec(agent.screen())?.[1]);
    expect(() => process.kill(pid, 0)).toThrow();
    expect(agent.server.requests).toHaveLength(1);
  });

  test("while it asks", async () => {
    const agent = await start([say(call("t1", "ask_person", { question: "Well?" }))]);
    await until(agent, "? Well?");
    agent.cancel.abort(new Error("cancelled"));
    expect(await agent.exit).toBe(exitCodes.cancelled);
  });
});

describe("when the model's server fails", () => {
  test("a busy server gets the request again, and the screen says so", async () => {
    const agent = await start([refuse(529, "overloaded"), refuse(500, "oops"), say(text("Done."))]);
    expect(await agent.exit).toBe(exitCodes.done);
    expect(agent.screen()).toContain("! Trying again (1 of 4): the model's server answered 529.");
    expect(agent.screen()).toContain("! Trying again (2 of 4): the model's server answered 500.");
  });

  test("an answer that breaks off is requested again", async () => {
    const agent = await start([breakOff("Half of it"), say(text("All of it."))]);
    expect(await agent.exit).toBe(exitCodes.done);
    expect(agent.screen()).toContain("! The answer broke off. Asking again.\n● All of it.\n");
    expect(agent.server.requests[1]?.body.messages).toHaveLength(1);
  });

  test("an answer that always breaks off ends the task", async () => {
    const agent = await start([breakOff("a"), breakOff("b"), breakOff("c")]);
    expect(await agent.exit).toBe(exitCodes.failed);
    expect(agent.server.requests).toHaveLength(3);
  });

  test.each([
    [401, "no", "does not accept the key"],
    [404, "no such model", "Set SPECWRIGHT_MODEL"],
    [400, `bad ${key}`, "refused: bad [key]"],
  ])(
    "after status %i the agent says what to do, and never prints the key",
    async (status, message, expected) => {
      const agent = await start([refuse(status, message)]);
      expect(await agent.exit).toBe(exitCodes.failed);
      expect(agent.screen()).toContain(expected);
      expect(agent.screen()).not.toContain(key);
    },
  );
});

test("a call that was cut off is not carried out", async () => {
  const agent = await start([
    (response, request) => {
      const written: string[] = [];
      const write = response.write.bind(response);
      const cut = Object.assign(response, {
        write: (part: string) => {
          written.push(part);
          return write(part.replace('"stop_reason":"tool_use"', '"stop_reason":"max_tokens"'));
        },
      });
      say(call("t1", "write_file", { path: "a.txt", content: "half" }))(cut, request);
    },
    say(text("Done.")),
  ]);
  expect(await agent.exit).toBe(exitCodes.done);
  await expect(readFile(join(folder, "a.txt"))).rejects.toThrow();
  expect(agent.server.requests[1]?.body.messages.at(-1)?.content).toMatchObject([
    { tool_use_id: "t1", is_error: true },
    { type: "text" },
  ]);
});

test("without a model it says what to set", async () => {
  const agent = await start([], { ANTHROPIC_BASE_URL: "", ANTHROPIC_API_KEY: "" });
  expect(await agent.exit).toBe(exitCodes.noModel);
  expect(agent.screen().replaceAll(/\s+/g, " ")).toContain(
    "Set ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL",
  );
});

test("a server without a key gets a dummy", async () => {
  const agent = await start([say(text("Done."))], {
    ANTHROPIC_API_KEY: "",
    SPECWRIGHT_MODEL: "tiny",
  });
  expect(await agent.exit).toBe(exitCodes.done);
  expect(agent.server.requests[0]?.headers.authorization).toBe("Bearer none");
  expect(agent.server.requests[0]?.body.model).toBe("tiny");
  expect(agent.screen()).toContain(`tiny at ${agent.server.url} · ${assignment.branch}`);
});

test("a token is used when there is no key", async () => {
  const token = "token-1234567890";
  const agent = await start([refuse(401, `bad ${token}`)], {
    ANTHROPIC_API_KEY: "",
    ANTHROPIC_AUTH_TOKEN: token,
  });
  expect(await agent.exit).toBe(exitCodes.failed);
  expect(agent.server.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
  expect(agent.screen()).not.toContain(token);
});
