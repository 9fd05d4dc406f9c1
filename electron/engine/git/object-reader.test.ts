// Real repositories and a real git process that stays; a script simulates only a git that never answers.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readBlob } from "./blobs";
import { gitFailure } from "./git";
import { commitOf } from "./keep";
import { createObjectProcess, type ObjectProcess } from "./object-process";
import { closeObjects, objectsOf } from "./object-reader";
import { tooSlow } from "./process";
import { watchGroup } from "./process-group";
import { type TestRepository, testRepository } from "./testing";
import { entryIn, parseTree } from "./tree-entries";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n", "folder/b c.txt": "two\n", "folder/ü.txt": "ü" });
});
afterEach(() => {
  closeObjects(test.repo.commonDir);
  test.dispose();
});

const objects = () => objectsOf(test.repo, "look");
const id = async (name: string) => (await (await objects()).info(name))?.id;
const content = async (name: string) => (await (await objects()).contents(name))?.bytes.toString();

describe("a git process that stays", () => {
  it("resolves names, and reads objects", async () => {
    const head = await test.git("rev-parse", "HEAD");
    expect(await (await objects()).info("HEAD^{commit}")).toMatchObject({
      id: head,
      type: "commit",
    });
    expect(await id("main^{tree}")).toBe(await test.git("rev-parse", "main^{tree}"));
    expect(await content("HEAD:folder/b c.txt")).toBe("two\n");
    expect(await id("HEAD:a.txt^{commit}")).toBeUndefined();
    expect(await id("no-such-branch")).toBeUndefined();
    expect(await id("0".repeat(40))).toBeUndefined();
  });

  it("answers many questions at once, each with its own answer", async () => {
    const { contents, info } = await objects();
    const asked = Array.from({ length: 200 }, (_, at) =>
      at % 3 === 0 ? contents("HEAD:a.txt") : at % 3 === 1 ? contents(`none-${at}`) : info("HEAD"),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter((each) => each === undefined)).toHaveLength(67);
    expect(answers[198]?.type).toBe("blob");
    expect(answers[197]?.type).toBe("commit");
  });

  it("finds objects, refs and packed refs from after its start, and objects that a repack has moved", async () => {
    const first = await id("main");
    test.put("repo/a.txt", "changed\n");
    const second = await test.commit("second");
    expect(await id("main")).toBe(second);
    expect(await content("main:a.txt")).toBe("changed\n");
    await test.git("branch", "side", first ?? "");
    await test.git("pack-refs", "--all", "--prune");
    expect(await id("refs/heads/side")).toBe(first);
    await test.git("gc", "--quiet", "--prune=now");
    expect(await content(`${first}:a.txt`)).toBe("one\n");
    expect(await content("main:a.txt")).toBe("changed\n");
    await test.git("branch", "-D", "side");
    expect(await id("refs/heads/side")).toBeUndefined();
    test.put("repo/a.txt", "third\n");
    await test.commit("third");
    await test.git("repack", "-a", "-d", "--quiet");
    expect(await content("main:a.txt")).toBe("third\n");
  });

  it.each(["HEAD\nHEAD", "HEAD\r", "", "HEAD\0"])("is not asked for %j", async (name) => {
    await expect((await objects()).info(name)).rejects.toMatchObject({ code: "git-failed" });
    expect(await commitOf(test.repo, name)).toBeUndefined();
    expect(await id("HEAD")).toBe(await test.git("rev-parse", "HEAD"));
  });

  it("cuts an object above the requested size, and answers the next question", async () => {
    test.put("repo/large.txt", "x".repeat(3_000_000));
    await test.commit("large");
    const { contents } = await objects();
    const [cut, next] = await Promise.all([
      contents("HEAD:large.txt", 1000),
      contents("HEAD:a.txt", 4),
    ]);
    expect(cut).toMatchObject({ size: 3_000_000, cut: true });
    expect(cut?.bytes).toHaveLength(1000);
    expect(next).toMatchObject({ cut: false, bytes: Buffer.from("one\n") });
  });

  it("is replaced after a change of git's configuration", async () => {
    await id("HEAD");
    const [before] = await gits();
    expect(before).toBeDefined();
    await test.git("config", "core.autocrlf", "input");
    expect(await id("HEAD")).toBeDefined();
    await vi.waitFor(async () => expect(await gits()).not.toContain(before));
    test.put("home/.gitconfig", "[user]\n\tname = Another\n\temail = another@example.org\n");
    const [second] = await gits();
    await id("HEAD");
    await vi.waitFor(async () => expect(await gits()).not.toContain(second));
  });

  it("is replaced when another repository has its path", async () => {
    const old = await id("HEAD");
    rmSync(test.at("repo/.git"), { recursive: true });
    await test.git("init", "--quiet");
    test.put("repo/other.txt", "other\n");
    const commit = await test.commit("other");
    expect(await id("HEAD")).toBe(commit);
    expect(await id(`${old}^{commit}`)).toBeUndefined();
  });

  it("is started again after a kill, and the question is asked again", async () => {
    await id("HEAD");
    for (const pid of await gits()) process.kill(pid, "SIGKILL");
    const asked = Promise.all([content("HEAD:a.txt"), content("HEAD:folder/b c.txt"), id("HEAD")]);
    for (const pid of await gits()) process.kill(pid, "SIGKILL");
    expect(await asked).toEqual(["one\n", "two\n", await test.git("rev-parse", "HEAD")]);
  });

  it("ends when the project is closed", async () => {
    await id("HEAD");
    await content("HEAD:a.txt");
    expect(await gits()).toHaveLength(2);
    closeObjects(test.repo.commonDir);
    await vi.waitFor(async () => expect(await gits()).toEqual([]));
  });

  it("does not give the content of a damaged object, and answers the others", async () => {
    const blob = await test.git("rev-parse", "HEAD:a.txt");
    const path = `repo/.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`;
    rmSync(test.at(path));
    test.put(path, "garbage");
    const asked = [readBlob(test.repo, blob, "look"), content("HEAD:folder/b c.txt")];
    await expect(asked[0]).rejects.toMatchObject({ code: "git-failed" });
    expect(await asked[1]).toBe("two\n");
  });

  it("does not wait for a pipe in the place of a ref", async () => {
    await id("HEAD");
    const made = spawn("mkfifo", [test.at("repo/.git/refs/heads/pipe")]);
    await new Promise((done) => made.once("close", done));
    await expect(id("refs/heads/pipe")).rejects.toMatchObject({
      code: "git-failed",
      detail: expect.stringContaining("refs/heads/pipe"),
    });
    expect(await content("HEAD:a.txt")).toBe("one\n");
  });
});

/** The ids of the git processes that stay in this repository. */
async function gits(): Promise<number[]> {
  const found: number[] = [];
  const list = spawn("ps", ["-Ao", "pid=,ppid=,args="]);
  let text = "";
  list.stdout.on("data", (bytes: Buffer) => {
    text += bytes.toString();
  });
  await new Promise((done) => list.once("close", done));
  for (const line of text.split("\n")) {
    const [, pid, parent, args] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    if (Number(parent) === process.pid && args?.includes("cat-file")) found.push(Number(pid));
  }
  return found;
}

describe("a question", () => {
  /** Simulates git by a Node script. */
  const played = (script: string, over = () => undefined as unknown): ObjectProcess =>
    createObjectProcess(
      () => {
        const child = spawn(process.execPath, ["-e", script], { stdio: "pipe", detached: true });
        return { child, group: watchGroup(child) };
      },
      { contents: false, over, idle: 50 },
    );
  const question = (name: string, limit = 20_000, signal?: AbortSignal) => ({
    name,
    maxBytes: 100,
    limit,
    signal,
    failure: (words: string) => gitFailure("look", words),
    late: (ms: number) => tooSlow(ms, []),
  });
  const answering = (name: string) =>
    `require("readline").createInterface({ input: process.stdin }).on("line", (line) => { ${name} });`;
  /** A script that answers all questions but one, and none after that one. */
  const hanging = (line: string) =>
    `let stuck; ${answering(`stuck ||= line === "hangs"; if (!stuck) ${line}`)}`;
  const answer = `console.log("${"a".repeat(40)} blob " + line.length);`;

  it("that is never answered ends by its deadline; the others are answered by a new git", async () => {
    const git = played(hanging(answer));
    const hangs = git.ask(question("hangs", 300));
    const other = git.ask(question("other"));
    await expect(hangs).rejects.toMatchObject({ code: "git-failed" });
    expect((await other)?.size).toBe(5);
  });

  it("can be cancelled, whether or not it is its turn", async () => {
    const git = played(hanging(answer));
    const [first, second] = [new AbortController(), new AbortController()];
    const hangs = git.ask(question("hangs", 20_000, first.signal));
    const waits = git.ask(question("second", 20_000, second.signal));
    const last = git.ask(question("third one"));
    second.abort();
    await expect(waits).rejects.toMatchObject({ code: "cancelled" });
    first.abort();
    await expect(hangs).rejects.toMatchObject({ code: "cancelled" });
    expect((await last)?.size).toBe(9);
  });

  it("that kills git each time fails; the others are answered", async () => {
    const git = played(
      answering(`if (line === "kills") process.kill(process.pid, "SIGKILL"); else ${answer}`),
    );
    const kills = git.ask(question("kills"));
    const other = git.ask(question("other"));
    await expect(kills).rejects.toMatchObject({ code: "git-failed", detail: "SIGKILL" });
    expect((await other)?.size).toBe(5);
  });

  it("that gets an invalid answer fails", async () => {
    const git = played(answering(`console.log("what?")`));
    await expect(git.ask(question("one"))).rejects.toMatchObject({ detail: "what?" });
  });

  it("is the last for a while: git ends by itself", async () => {
    const over = vi.fn();
    const git = played(answering(answer), over);
    await git.ask(question("one"));
    await vi.waitFor(() => expect(over).toHaveBeenCalledOnce());
    expect((await git.ask(question("again")))?.size).toBe(5);
  });
});

describe("a tree", () => {
  it("gives its entries at any depth, by their bytes", async () => {
    const at = async (path: string) => entryIn(await objects(), "HEAD", path);
    const blob = await test.git("rev-parse", "HEAD:folder/ü.txt");
    expect(await at("folder/ü.txt")).toMatchObject({ mode: "100644", id: blob });
    expect(await at("folder")).toMatchObject({ mode: "040000" });
    expect(await at("folder/none")).toBeUndefined();
    expect(await at("a.txt/none")).toBeUndefined();
    expect(await at("")).toBeUndefined();
    await expect(entryIn(await objects(), "none", "a")).rejects.toMatchObject({
      code: "git-failed",
    });
  });

  it("that is damaged is refused, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          for (const entry of parseTree(Buffer.from(bytes), 40)) expect(entry.id).toHaveLength(40);
        } catch (error) {
          expect(error).toMatchObject({ code: "git-failed" });
        }
      }),
    );
  });
});
