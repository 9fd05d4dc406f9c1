#!/usr/bin/env node
// The command line: the app's features without a window, under plain Node. Exit codes are in README.md.

import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { listAgents } from "./cli/agents";
import { check } from "./cli/check";
import { exitCodes, parseCommandLine } from "./cli/command-line";
import { discardRun } from "./cli/discard";
import { exportTo } from "./cli/export";
import { fidelity } from "./cli/fidelity";
import { forget } from "./cli/forget";
import { helpOf, overview } from "./cli/help";
import { listRuns } from "./cli/list-runs";
import { describeProblem, printable } from "./cli/print";
import { promote } from "./cli/promote";
import { redriveRun } from "./cli/redrive";
import { replay } from "./cli/replay";
import { runTask } from "./cli/run-task";
import { runTasks } from "./cli/run-tasks";
import { search } from "./cli/search";
import { listTasks } from "./cli/tasks";
import { verify } from "./cli/verify";
import { watched } from "./cli/watchdog";
import { findHome } from "./settings/home";
import { opensDoors } from "./system/environment";
import { hideStartingEnvironment } from "./system/hide-environment";

// The run's programs could otherwise read the credentials from the environment of this process.
hideStartingEnvironment(opensDoors);

async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommandLine(argv);
  const home = findHome(process.env, process.platform);
  const out = import.meta.dirname;
  const places = { home, host: join(out, "pty-host.js"), agent: join(out, "agent.js") };
  const watching = <T>(body: () => Promise<T>) => watched(join(out, "watchdog-thread.js"), body);
  switch (command.verb) {
    case "help":
      process.stdout.write(command.of === undefined ? overview : helpOf(command.of));
      return exitCodes.done;
    case "run":
      return command.tasks.kind === "one"
        ? runTask({ ...command, task: command.tasks.task }, places)
        : runTasks(command, places);
    case "agents":
      return listAgents(command, home);
    case "replay":
      return watching(() => replay(command, home));
    case "export":
      return watching(() => exportTo(command, home, join(out, "exported-player.js")));
    case "search":
      return search(command, home, join(out, "search-thread.js"));
    case "promote":
      return watching(() => promote(command, places));
    case "verify":
      return watching(() => verify(command, home));
    case "check":
      return check(command);
    case "tasks":
      return listTasks(command);
    case "redrive":
      return redriveRun(command, places);
    case "discard":
      return discardRun(command, places);
    case "forget":
      return forget(command, places);
    case "runs":
      return listRuns(command, home);
    case "fidelity":
      return fidelity(command, join(out, "fidelity-thread.js"));
  }
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof Problem) || error.code === "unexpected") return exitCodes.failed;
  return error.code === "bad-request" ? exitCodes.usage : exitCodes.refused;
}

// The reader of the output may stop reading (`| head`). The run continues and is recorded.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const expected = error instanceof Problem;
  const words = expected ? describeProblem(error) : String(error);
  process.stderr.write(`specwright: ${printable(words)}\n`);
  process.exitCode = exitCodeOf(error);
}
