import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { findProgram } from "../files/disk";
import { type GitPlace, gitFailure, hardenedArguments, variablesFor } from "./git";
import { cleanEnvironment } from "./process";

export interface RefMove {
  /** Full name. */
  readonly ref: string;
  readonly to: string;
  /** The commit that the ref must be at. */
  readonly from: string;
  /** The reflog's line. */
  readonly reason: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Moves a ref after a body has done its work: the ref is checked and locked first, so that nobody moves
 * it meanwhile, and stays where it was when the body fails. Protocol: git-update-ref(1), `--stdin`.
 * @throws {Problem} `git-failed` or `git-busy` before the body runs when the ref is elsewhere or locked
 */
export async function movingRef<T>(
  repo: GitPlace,
  move: RefMove,
  body: () => Promise<T>,
): Promise<T> {
  const doing = "move the branch";
  const args = [...hardenedArguments(true), "update-ref", "-m", move.reason, "--stdin"];
  const child = spawn((await findProgram("git")) ?? "git", args, {
    cwd: repo.top,
    env: { ...cleanEnvironment(), ...(await variablesFor(repo)), ...move.env },
    stdio: "pipe",
    windowsHide: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.on("error", () => resolve());
    child.on("close", () => resolve());
  });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(0, 10_000);
  });
  child.stdin.on("error", () => undefined);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const say = async (command: string, lines: string) => {
    child.stdin.write(lines);
    const answer = await answers.next();
    if (answer.done || answer.value !== `${command}: ok`) {
      child.stdin.end();
      await ended;
      throw gitFailure(doing, words.trim());
    }
  };
  try {
    await say("start", "start\n");
    await say("prepare", `update ${move.ref} ${move.to} ${move.from}\nprepare\n`);
    const result = await body();
    await say("commit", "commit\n");
    return result;
  } finally {
    // The end of its input makes git drop what was not committed.
    child.stdin.end();
    await ended;
  }
}
