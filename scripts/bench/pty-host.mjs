// The pty host's program for benchmarks: started as under the command line, with sessions like those of the engine.

import { fork } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Starts the program of a pty host, or another program that is spoken to in the same way. */
export const startHost = (path) => fork(path, [], { serialization: "advanced", execArgv: [] });

let runs = 0;

/**
 * Makes a run's folder and the session for it.
 * @param agent file and arguments
 */
export async function prepareSession(root, agent) {
  const run = `bench-${process.pid}-${++runs}`;
  const folder = join(root, run);
  await mkdir(folder);
  await writeFile(join(folder, "events.jsonl"), "");
  return {
    run,
    folder,
    cwd: root,
    env: { PATH: process.env.PATH, SPECWRIGHT_RUN: run },
    cols: 80,
    rows: 24,
    title: "benchmark",
    banner: [],
    redact: [],
    validations: [],
    agent: { file: agent[0], args: agent[1], label: "benchmark" },
  };
}

/**
 * Opens a session.
 * @param seen is told each message of the host about the run and its terminal
 * Resolves when the session is over and its files are on disk.
 * @throws when the host refuses the session, loses it or ends, so that no benchmark waits for ever
 */
export function runSession(child, session, seen = () => undefined) {
  return new Promise((resolve, reject) => {
    const settle = (finish) => {
      child.off("message", onMessage);
      child.off("exit", onExit);
      finish();
    };
    const onExit = (code) => settle(() => reject(new Error(`The pty host ended (${code}).`)));
    function onMessage(message) {
      if (message.type === "terminal") return seen(message);
      if (message.run !== session.run) return;
      seen(message);
      if (message.type === "closed") settle(resolve);
      if (message.type === "failed" || message.type === "lost")
        settle(() => reject(new Error(`${message.type}: ${message.reason ?? session.run}`)));
    }
    child.on("message", onMessage);
    child.on("exit", onExit);
    child.send({ type: "open", session });
  });
}
