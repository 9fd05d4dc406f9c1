// Tests the agent as it ships: bundled, in a process of its own, ended by signals.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { AssignmentInput } from "./assignment";
import { call, type ModelAnswer, say, startModelServer } from "./model-server.fixture";

/** The long timeout suits a busy machine; an event that never happens still fails the test. */
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000 });

const sample = resolve("resources/sample");
const feature = "001-rate-table-import";
let folder: string;
let children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-bundle-"));
  await build({
    configFile: false,
    logLevel: "error",
    resolve: { alias: { "@shared": resolve("shared") } },
    ssr: { noExternal: true },
    build: {
      ssr: "electron/built-in-agent/agent.ts",
      target: "node20",
      outDir: join(folder, "out"),
      rollupOptions: { output: { entryFileNames: "agent.mjs" } },
    },
  });
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
});
afterAll(() => rm(folder, { recursive: true }));

async function start(task: string, env: Record<string, string>) {
  const cwd = await mkdtemp(join(folder, "tree-"));
  await cp(sample, cwd, { recursive: true });
  const assignment: AssignmentInput = {
    run: "r1",
    branch: `run/${task}`,
    feature: { id: feature, folder: `specs/${feature}` },
    task: { id: task, title: task, line: `- [ ] ${task}` },
    documents: { tasks: `specs/${feature}/tasks.md` },
    requirements: [],
    prompt: `Do ${task}.`,
  };
  const file = join(cwd, "..", `${task}.json`);
  await writeFile(file, JSON.stringify(assignment));
  const child = spawn(process.execPath, [join(folder, "out/agent.mjs"), "--task", file], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", NO_COLOR: "1", ...env },
  });
  children.push(child);
  let shown = "";
  child.stdout.on("data", (bytes) => {
    shown += bytes;
  });
  child.stderr.on("data", (bytes) => {
    shown += bytes;
  });
  return { cwd, child, screen: () => shown, exit: once(child, "exit").then(([code]) => code) };
}

test("does a task of the sample, with a line typed into it, and exits with 0", async () => {
  const agent = await start("T006", { SPECWRIGHT_SCRIPT_SPEED: "0" });
  await eventually(() => expect(agent.screen()).toContain("? What should a customer read"));
  agent.child.stdin.write('Ask at "gate 4".\n');
  expect(await agent.exit, agent.screen()).toBe(0);
  expect(await readFile(join(agent.cwd, "src/messages.js"), "utf8")).toContain(
    'export const tooHeavy = "Ask at \\"gate 4\\".";',
  );
});

test("exits with 2 when there is no model", async () => {
  const agent = await start("T008", {});
  expect(await agent.exit).toBe(2);
  expect(agent.screen()).toContain("There is no script for T008.");
});

test("exits with 1 and one line of text without an assignment", async () => {
  const child = spawn(process.execPath, [join(folder, "out/agent.mjs"), "--task", "nowhere.json"]);
  children.push(child);
  let said = "";
  child.stderr.on("data", (bytes) => {
    said += bytes;
  });
  const [code] = await once(child, "close");
  expect(code).toBe(1);
  expect(said).toBe("nowhere.json cannot be read.\n");
});

describe.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s", (signal) => {
  async function withServer(
    answers: readonly ModelAnswer[],
    body: (agent: Awaited<ReturnType<typeof start>>) => Promise<void>,
  ) {
    const server = await startModelServer(answers);
    try {
      await body(await start("T004", { ANTHROPIC_BASE_URL: server.url }));
    } finally {
      await server.close();
    }
  }

  test("ends the agent and the command that it runs", async () => {
    const command = "echo started $$; exec sleep 100";
    await withServer([say(call("t1", "run_command", { command }))], async (agent) => {
      await eventually(() => expect(agent.screen()).toMatch(/started \d+/));
      const pid = Number(/started (\d+)/.exec(agent.screen())?.[1]);
      agent.child.kill(signal);
      expect(await agent.exit).toBe(130);
      expect(agent.screen()).toContain("! Cancelled.");
      expect(() => process.kill(pid, 0)).toThrow();
    });
  });
});

test("a scripted task pauses between its words, and a signal ends the pause", async () => {
  const agent = await start("T004", { SPECWRIGHT_SCRIPT_SPEED: "1000" });
  await eventually(() => expect(agent.screen()).toContain("scripted model"));
  agent.child.kill("SIGTERM");
  expect(await agent.exit).toBe(130);
});
