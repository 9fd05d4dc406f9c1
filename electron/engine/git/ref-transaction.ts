import { createInterface } from "node:readline";
import { type GitPlace, gitFailure, hardenedArguments, variablesFor } from "./git";
import { aMinute, findGit, startGit, tooSlow } from "./process";

export interface RefMove {
  /** The full name. */
  readonly ref: string;
  readonly to: string;
  /** The commit that the ref must be at. */
  readonly from: string;
  /** The message in the reflog. */
  readonly reason: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Moves a ref after a body has done its work. The ref is checked and locked first, so that no other process moves
 * it meanwhile, and it does not move when the body fails. Protocol: git-update-ref(1), `--stdin`.
 * @param limit milliseconds for each of git's answers; the body has limits of its own
 * @throws {Problem} `git-failed` or `git-busy` before the body runs, when the ref is at another commit or locked;
 * `git-failed` when git does not answer
 */
export async function movingRef<T>(
  repo: GitPlace,
  move: RefMove,
  body: () => Promise<T>,
  limit = aMinute,
): Promise<T> {
  const doing = "move the branch";
  const args = [...hardenedArguments(true), "update-ref", "-m", move.reason, "--stdin"];
  const env = { ...move.env, ...(await variablesFor(repo)) };
  const { child, group } = startGit(await findGit(), args, { cwd: repo.top, env });
  // For a process that could not be started, the missing answer is the failure.
  child.on("error", () => undefined);
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(0, 10_000);
  });
  child.stdin.on("error", () => undefined);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let late = false;
  /** Waits for an answer of git, and ends git when it takes too long. */
  const inTime = async <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> => {
    const timer = setTimeout(() => {
      late = true;
      group.end();
    }, limit);
    try {
      return await Promise.race([answer, group.ended.then(() => undefined)]);
    } finally {
      clearTimeout(timer);
    }
  };
  const say = async (command: string, lines: string) => {
    child.stdin.write(lines);
    const answer = await inTime(answers.next());
    if (answer?.value === `${command}: ok`) return;
    child.stdin.end();
    await inTime(group.ended);
    throw late ? tooSlow(limit, args) : gitFailure(doing, words.trim());
  };
  try {
    await say("start", "start\n");
    await say("prepare", `update ${move.ref} ${move.to} ${move.from}\nprepare\n`);
    const result = await body();
    await say("commit", "commit\n");
    return result;
  } finally {
    // At the end of its input git drops an uncommitted transaction.
    child.stdin.end();
    await inTime(group.ended);
  }
}
