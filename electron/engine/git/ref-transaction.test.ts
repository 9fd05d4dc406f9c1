import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identityVariables } from "./commit";
import { specwright } from "./identity";
import { movingRef, type RefMove } from "./ref-transaction";
import { type TestRepository, testRepository } from "./testing";

let test: TestRepository;
let move: RefMove;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n" });
  const from = await test.git("rev-parse", "HEAD");
  const to = await test.git("commit-tree", "-p", from, "-m", "second", `${from}^{tree}`);
  move = {
    ...{ ref: "refs/heads/main", from, to, reason: test.path },
    env: identityVariables(specwright),
  };
});
afterEach(() => test.dispose());

const tip = () => test.read("repo/.git/refs/heads/main").trim();

/** The command lines of git processes with this test's reflog message. */
function waitingGits(): string[] {
  const listed = execFileSync("ps", ["-ww", "-eo", "args"], { encoding: "utf8" });
  return listed.split("\n").filter((line) => line.includes(` -m ${test.path}`));
}

describe("a ref that is moved", () => {
  it("is locked while the body runs, and moves after it", async () => {
    const body = async () => {
      expect(tip()).toBe(move.from);
      await expect(test.git("update-ref", "refs/heads/main", move.to)).rejects.toThrow("lock");
      return "done";
    };
    expect(await movingRef(test.repo, move, body)).toBe("done");
    expect(tip()).toBe(move.to);
  });

  it("does not move when the body fails, or when the ref is at another commit", async () => {
    const fails = movingRef(test.repo, move, async () => Promise.reject(new Error("no")));
    await expect(fails).rejects.toThrow("no");
    expect(tip()).toBe(move.from);
    let ran = false;
    const elsewhere = movingRef(test.repo, { ...move, from: move.to }, async () => {
      ran = true;
    });
    await expect(elsewhere).rejects.toMatchObject({ code: "git-failed" });
    expect({ ran, tip: tip() }).toEqual({ ran: false, tip: move.from });
  });

  it.each([
    // Git reads it before the body runs, and writes to it afterwards.
    ["packed-refs", false],
    ["logs/refs/heads/main", true],
  ])("fails in time when git waits for a pipe as %s, and git ends", async (path, reached) => {
    test.remove(`repo/.git/${path}`);
    if (path === "packed-refs") test.remove("repo/.git/refs/heads/main");
    execFileSync("mkfifo", [test.at(`repo/.git/${path}`)]);
    let ran = false;
    const body = async () => {
      ran = true;
    };
    await expect(movingRef(test.repo, move, body, 500)).rejects.toThrow("Git did not answer");
    expect(ran).toBe(reached);
    expect(waitingGits()).toEqual([]);
  });
});
