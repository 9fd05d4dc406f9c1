import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { AdapterId } from "@shared/agents/adapter";
import { Problem } from "@shared/base/problem";
import type { AgentTest } from "@shared/contracts/agents";
import { redactionRules, redactText } from "@shared/recordings/redact";
import { secretValues } from "@shared/recordings/secret-values";
import { personEnvironment } from "../../system/environment";
import { adaptedStart, adapterOf, requireProgram } from "./adapted-agent";
import { knownAdapters } from "./own-adapters";

/** Milliseconds that an agent has for its answer. */
const longestTest = 120_000;
/** Milliseconds to wait for remaining output after the agent's end. */
const longestLastOutput = 500;
/** UTF-16 units of the output that are shown. */
const longestOutput = 2000;
/** A short prompt that makes no agent use a tool. */
const prompt = "Answer with the single word: ready";

/**
 * Starts an agent once with a short prompt, in a new empty folder that is removed afterwards. The agent sees the
 * person's environment, as in a run, and may use the person's account.
 * @param signal ends the agent and all processes that it started
 * @throws {Problem} `agent-missing`; `cancelled`
 */
export async function testAgent(
  id: AdapterId,
  { env, folder, signal }: { env: NodeJS.ProcessEnv; folder: string; signal: AbortSignal },
): Promise<AgentTest> {
  const { adapters } = await knownAdapters(folder);
  const found = adapters.find((adapter) => adapter.id === id);
  const mode = found?.oneShot === undefined ? "interactive" : "one-shot";
  const adapter = adapterOf({ kind: "adapter", adapter: id, name: id, mode }, adapters);
  if (mode === "interactive")
    throw new Problem(
      "agent-missing",
      `${adapter.name} has no session that ends by itself, so it cannot be tested here. Start a task with it.`,
    );
  const persons = personEnvironment(env, "none");
  const place = await mkdtemp(join(tmpdir(), "specwright-test-"));
  try {
    const file = await requireProgram(adapter, { path: persons["PATH"] ?? "", cwd: place });
    const start = await adaptedStart(
      adapter,
      { mode, model: undefined, prompt, promptFile: "" },
      { file, folder: place, tree: place, env: persons },
    );
    const rules = redactionRules(secretValues(persons), []);
    const began = performance.now();
    signal.throwIfAborted();
    const ended = await run(start, { cwd: place, env: { ...persons, ...start.env }, signal });
    signal.throwIfAborted();
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const output = stripVTControlCharacters(redactText(rules, ended.output).text)
      .trim()
      .slice(-longestOutput);
    return ended.why === undefined
      ? { ok: true, seconds, answer: output }
      : { ok: false, seconds, why: ended.why, output };
  } catch (error) {
    throw signal.aborted ? new Problem("cancelled", "It was cancelled.") : error;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Runs a program to its end. Its whole process group is ended with it. */
function run(
  { file, args }: { readonly file: string; readonly args: readonly string[] },
  { cwd, env, signal }: { cwd: string; env: Record<string, string>; signal: AbortSignal },
): Promise<{ readonly output: string; readonly why?: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, [...args], {
      cwd,
      env,
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let late = false;
    const hear = (data: Buffer) => {
      output = (output + data.toString("utf8")).slice(-20 * longestOutput);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    const end = () => {
      if (child.pid !== undefined) endGroup(child.pid);
    };
    const timer = setTimeout(() => {
      late = true;
      end();
    }, longestTest);
    signal.addEventListener("abort", end, { once: true });
    let lastOutput: NodeJS.Timeout | undefined;
    const settle = (why: string | undefined) => {
      clearTimeout(timer);
      clearTimeout(lastOutput);
      signal.removeEventListener("abort", end);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ output, ...(why === undefined ? {} : { why }) });
    };
    const reason = (code: number | null) => {
      if (late) return `It did not answer within ${longestTest / 1000} seconds.`;
      if (code === 0) return undefined;
      return `It ended with ${code === null ? "a signal" : `the code ${code}`}.`;
    };
    child.once("error", (error) => settle(`It did not start: ${error.message}`));
    child.once("exit", (code) => {
      // A process that the agent left behind holds the output open. One that left the group is not waited for.
      end();
      lastOutput = setTimeout(() => settle(reason(code)), longestLastOutput);
    });
    child.once("close", (code) => settle(reason(code)));
  });
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group has ended.
  }
}
