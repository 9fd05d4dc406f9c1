import type { AdapterId } from "@shared/agents/adapter";
import { Problem } from "@shared/base/problem";
import type { AgentsOnMachine } from "@shared/contracts/agents";
import { agentsOnMachine } from "../engine/agents/on-machine";
import { testAgent } from "../engine/agents/test-agent";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";
import { asJson, printable } from "./print";

/**
 * Lists the agents of this machine, or tests one of them.
 * @returns the exit code
 */
export async function listAgents(
  { test, json }: Extract<CommandLine, { verb: "agents" }>,
  home: Home,
): Promise<number> {
  const agents = await agentsOnMachine(process.env, home.agents);
  if (test !== undefined) return testOne(idOf(agents, test), json, home);
  process.stdout.write(json ? `${asJson(agents)}\n` : printable(linesOf(agents).join("")));
  return exitCodes.done;
}

const accounts = {
  "signed-in": "signed in",
  "not-signed-in": "no login found",
  unknown: "login unknown",
} as const;

function linesOf({ found, missing, own }: AgentsOnMachine): string[] {
  const width = Math.max(0, ...[...found, ...missing].map(({ id }) => id.length));
  return [
    ...found.map(
      ({ id, name, version = "", file, account }) =>
        `${id.padEnd(width)}  ${name} ${version}  ${accounts[account.state]}  ${file}\n`,
    ),
    ...missing.map(
      ({ id, name, install }) =>
        `${id.padEnd(width)}  ${name} is not here.${install === undefined ? "" : ` Install it with: ${install.command}`}\n`,
    ),
    ...own.wrong.map((sentence) => `${sentence}\n`),
  ];
}

function idOf({ found, missing }: AgentsOnMachine, word: string): AdapterId {
  const agent = [...found, ...missing].find(({ id, name }) => id === word || name === word);
  if (agent === undefined)
    throw new Problem(
      "agent-missing",
      `There is no agent ${word}. Known agents: ${[...found, ...missing].map(({ id }) => id).join(", ")}.`,
    );
  return agent.id;
}

async function testOne(id: AdapterId, json: boolean, home: Home): Promise<number> {
  const cancel = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const stop = () => cancel.abort();
  for (const signal of signals) process.on(signal, stop);
  try {
    const result = await testAgent(id, {
      env: process.env,
      folder: home.agents,
      signal: cancel.signal,
    });
    const words = result.ok
      ? `${id} answered in ${result.seconds} s:\n${result.answer}\n`
      : `${id}: ${result.why}\n${result.output}\n`;
    process.stdout.write(json ? `${asJson({ agent: id, ...result })}\n` : printable(words));
    return result.ok ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    if (cancel.signal.aborted) return exitCodes.stopped;
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
