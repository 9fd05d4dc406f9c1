import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTracked } from "../files/tracked-file";
import { type CommitStep, commitHere, commitSteps } from "./commit-here";
import { commitPaths, tidyMessage } from "./commit-paths";
import { inspect } from "./inspect";
import { type TestRepository, testRepository, trustedNow } from "./testing";

const spec = "specs/001-small/spec.md";
const tasks = "specs/001-small/tasks.md";
const added = "specs/001-small/checklists/née.md";

let test: TestRepository;

beforeEach(async () => {
  test = await testRepository({
    "README.md": "# Small\n",
    "src/a.ts": "1\n",
    "src/b.ts": "1\n",
    [spec]: "# Small\n\nOne.\n",
    [tasks]: "- [ ] T001 One\n",
  });
});
afterEach(() => test.dispose());

/** Changes three documents, and files that must not be committed. */
async function edit(): Promise<void> {
  test.put(`repo/${spec}`, "# Small\n\nTwo.\n");
  test.remove(`repo/${tasks}`);
  test.put(`repo/${added}`, "- [ ] New\n");
  test.put("repo/src/a.ts", "staged\n");
  test.put("repo/src/new.ts", "staged and new\n");
  await test.git("add", "src");
  test.put("repo/src/b.ts", "not staged\n");
  test.put("repo/untracked.txt", "x\n");
}

const strangers = "M  src/a.ts\n M src/b.ts\nA  src/new.ts\n?? untracked.txt";
const documents = [spec, tasks, added];

async function expectCommitted(parent: string, commit: string): Promise<void> {
  expect(await test.git("rev-parse", "HEAD")).toBe(commit);
  expect(await test.git("rev-parse", "main^")).toBe(parent);
  expect(await test.git("show", "--format=%an <%ae>|%cn|%B", "--name-status", "HEAD")).toBe(
    `Test Person <test@example.org>|Test Person|docs(spec): all three\n\nWhy.\n\n\nA\t${added}\nM\t${spec}\nD\t${tasks}`,
  );
  expect(await test.git("status", "--porcelain")).toBe(strangers);
  expect(await test.git("fsck", "--strict", "--no-dangling")).toBe("");
  for (const log of ["HEAD", "main"])
    expect(await test.git("reflog", "-1", "--format=%H %gs %gn", log)).toBe(
      `${commit} commit: docs(spec): all three Test Person`,
    );
}

const message = "docs(spec): all three  \r\n\n\n\nWhy.";

describe("a commit of documents", () => {
  it("contains only the documents, and staged changes stay staged", async () => {
    await test.git("config", "core.quotePath", "false");
    await edit();
    const parent = await test.git("rev-parse", "HEAD");
    const { commit, byGit } = await commitPaths(test.repo, documents, message);
    expect(byGit).toBeUndefined();
    await expectCommitted(parent, commit);
    await expect(commitPaths(test.repo, documents, message)).rejects.toMatchObject({
      code: "nothing-to-commit",
    });
    expect(test.names("repo/.git").filter((name) => name.endsWith(".lock"))).toEqual([]);
  });

  it("works on packed objects and refs, a valid cache of trees, and a folder that becomes a file", async () => {
    await test.git("gc", "--quiet");
    await test.git("commit", "--quiet", "--allow-empty", "-m", "fills the cache of trees");
    await test.git("pack-refs", "--all");
    test.remove("repo/specs/001-small");
    test.put("repo/specs/001-small", "now a file\n");
    test.put("repo/src/a.ts", "staged\n");
    await test.git("add", "src");
    await commitPaths(test.repo, ["specs/001-small"], "one");
    expect(await test.git("ls-tree", "-r", "--name-only", "HEAD")).toBe(
      "README.md\nspecs/001-small\nsrc/a.ts\nsrc/b.ts",
    );
    expect(await test.git("status", "--porcelain")).toBe("M  src/a.ts");
    // Git accepts every cached tree that remains.
    expect(await test.git("write-tree")).toBe(await rewritten());
    test.remove("repo/specs/001-small");
    test.put(`repo/${spec}`, "again\n");
    await commitPaths(test.repo, [spec], "two");
    expect(await test.git("ls-files")).toBe(`README.md\n${spec}\nsrc/a.ts\nsrc/b.ts`);
    expect(await test.git("write-tree")).toBe(await rewritten());
    expect(await test.git("fsck", "--strict", "--no-dangling")).toBe("");
  });

  /** The tree that an index without a cache of trees gives. */
  async function rewritten(): Promise<string> {
    const entries = await test.git("ls-files", "-s");
    test.put("entries", `${entries}\n`);
    const index = `GIT_INDEX_FILE='${test.at("other-index")}'`;
    test.put(
      "rewrite.sh",
      `${index} git update-index --index-info < '${test.at("entries")}'\n${index} git write-tree\n`,
    );
    test.remove("other-index");
    return test.git("-c", `alias.rewrite=!sh '${test.at("rewrite.sh")}'`, "rewrite");
  }

  it("keeps modes, and commits the file on disk of a staged document", async () => {
    test.put(`repo/${spec}`, "staged\n", 0o755);
    await test.git("add", spec);
    test.put(`repo/${spec}`, "on disk\n");
    await commitPaths(test.repo, [spec], "mode");
    expect(await test.git("ls-tree", "--format=%(objectmode)", "HEAD", "--", spec)).toBe("100755");
    expect(await test.git("show", `HEAD:${spec}`)).toBe("on disk");
    await test.git("config", "core.fileMode", "false");
    test.setMode(`repo/${spec}`, 0o644);
    test.put(`repo/${spec}`, "again\n");
    await commitPaths(test.repo, [spec], "mode");
    expect(await test.git("ls-tree", "--format=%(objectmode)", "HEAD", "--", spec)).toBe("100755");
    expect(await test.git("status", "--porcelain")).toBe("");
  });

  it("takes many documents at once", async () => {
    const many = Array.from({ length: 150 }, (_, n) => `specs/${100 + n}-x/spec.md`);
    for (const path of many) test.put(`repo/${path}`, `# ${path}\n`);
    await commitPaths(test.repo, many, "many");
    expect(await test.git("status", "--porcelain")).toBe("");
    expect((await test.git("ls-tree", "-r", "--name-only", "HEAD")).split("\n")).toHaveLength(155);
  });

  it("can be the first one of a branch", async () => {
    await test.git("checkout", "--quiet", "--orphan", "fresh/one");
    const { commit } = await commitPaths(test.repo, [spec], "first");
    expect(await test.git("log", "--format=%H", "fresh/one")).toBe(commit);
    expect(await test.git("ls-tree", "-r", "--name-only", "HEAD")).toBe(spec);
    expect(await test.git("reflog", "-1", "--format=%gs")).toBe("commit (initial): first");
  });
});

describe("a commit that only git can make", () => {
  const kinds: Record<string, () => Promise<string | undefined>> = {
    "a linked working tree": async () => {
      await test.git("worktree", "add", "-q", "-b", "side", test.at("side"));
      return test.at("side");
    },
    "version 4": () => test.git("update-index", "--index-version", "4").then(() => undefined),
    "core.splitindex": () => test.git("config", "core.splitIndex", "true").then(() => undefined),
    "extension link": () => test.git("update-index", "--split-index").then(() => undefined),
    "extensions.worktreeconfig": () =>
      test.git("sparse-checkout", "set", "specs").then(() => undefined),
    "objects of another repository": async () => {
      await test.git("clone", "-q", "--shared", test.at("repo"), test.at("shared"));
      return test.at("shared");
    },
    "extensions.objectformat": async () => {
      await test.git("init", "-q", "--object-format=sha256", test.at("long"));
      const at = test.at("long");
      test.put("long/README.md", "x\n");
      test.put(`long/${spec}`, "# Small\n");
      test.put(`long/${tasks}`, "- [ ] T001 One\n");
      await test.git("-C", at, "add", ".");
      await test.git("-C", at, "commit", "-qm", "first");
      return at;
    },
  };
  it.each(Object.keys(kinds))("%s", async (kind) => {
    const top = (await kinds[kind]?.()) ?? test.at("repo");
    const at = (path: string) => `${top.slice(test.path.length + 1)}/${path}`;
    test.put(at("README.md"), "staged\n");
    await test.git("-C", top, "add", "--sparse", "README.md");
    test.put(at(spec), "# Two\n");
    test.remove(at(tasks));
    test.put(at(added), "new\n");
    const repo = { ...(await inspect(top)), trusted: false };
    const { commit, byGit } = await commitPaths(repo, documents, "docs: it");
    expect(byGit).toBe(kind);
    const git = (...args: string[]) => test.git("-C", top, "-c", "core.quotePath=false", ...args);
    expect(await git("rev-parse", "HEAD")).toBe(commit);
    expect(await git("show", "--format=%s", "--name-status", "HEAD")).toBe(
      `docs: it\n\nA\t${added}\nM\t${spec}\nD\t${tasks}`,
    );
    expect(await git("status", "--porcelain")).toBe("M  README.md");
    expect(await git("reflog", "-1", "--format=%gs")).toBe("commit: docs: it");
    await expect(commitPaths(repo, documents, "docs: it")).rejects.toMatchObject({
      code: "nothing-to-commit",
    });
  });

  it("converts line ends by the attributes", async () => {
    test.put("repo/.gitattributes", "*.md text=auto\n");
    await test.commit("attributes");
    test.put(`repo/${spec}`, "# Two\r\n");
    expect((await commitPaths(test.repo, [spec], "crlf")).byGit).toBe("line ends");
    expect(await test.git("cat-file", "blob", `HEAD:${spec}`)).toBe("# Two");
    expect(await test.git("status", "--porcelain")).toBe("");
  });

  it("runs a filter of the project once it is trusted, and refuses before", async () => {
    test.put("repo/.gitattributes", "*.md filter=shout\n");
    await test.commit("attributes");
    await test.git("config", "filter.shout.clean", "tr a-z A-Z");
    test.put(`repo/${spec}`, "loud\n");
    const refused = commitPaths({ ...test.repo, trusted: false }, [spec], "filter");
    await expect(refused).rejects.toMatchObject({ code: "not-trusted" });
    await commitPaths(await trustedNow(test.repo), [spec], "filter");
    expect(await test.git("cat-file", "blob", `HEAD:${spec}`)).toBe("LOUD");
  });

  it("commits a link as a link, and no file behind one", async () => {
    test.link("repo/specs/001-small/link.md", "spec.md");
    await commitPaths(test.repo, ["specs/001-small/link.md"], "link");
    expect(await test.git("show", "HEAD:specs/001-small/link.md")).toBe("spec.md");
    test.put("outside/spec.md", "secret\n");
    test.link("repo/specs/002-away", test.at("outside"));
    const through = commitPaths(test.repo, ["specs/002-away/spec.md"], "through");
    await expect(through).rejects.toMatchObject({ code: "outside-project" });
  });
});

describe("a refusal", () => {
  const refusals: [what: string, code: string, make: () => Promise<unknown>][] = [
    ["no name", "no-identity", async () => test.put("home/.gitconfig", "[user]\n\temail = a@b\n")],
    ["no branch", "detached-head", () => test.git("checkout", "-q", "--detach")],
    ["a merge", "local-changes", async () => test.put("repo/.git/MERGE_HEAD", "x\n")],
    ["a rebase", "local-changes", async () => test.folder("repo/.git/rebase-merge")],
    ["a locked index", "git-busy", async () => test.put("repo/.git/index.lock", "")],
    ["a locked branch", "git-busy", async () => test.put("repo/.git/refs/heads/main.lock", "")],
    ["a conflict", "merge-conflict", conflict],
  ];
  it.each(refusals)("for %s changes nothing", async (_what, code, make) => {
    await edit();
    await make();
    const before = [test.fingerprint("repo", ["objects"]), await test.git("ls-files", "-s")];
    await expect(commitPaths(test.repo, documents, "x")).rejects.toMatchObject({ code });
    expect([test.fingerprint("repo", ["objects"]), await test.git("ls-files", "-s")]).toEqual(
      before,
    );
  });

  async function conflict(): Promise<void> {
    const blob = await test.git("hash-object", "-w", "README.md");
    test.put(
      "entries",
      `0 ${"0".repeat(40)}\t${spec}\n100644 ${blob} 1\t${spec}\n100644 ${blob} 2\t${spec}\n`,
    );
    await test.git(
      "-c",
      `alias.put=!git update-index --index-info < '${test.at("entries")}'`,
      "put",
    );
  }
});

describe("a process that ends in the middle", () => {
  /**
   * Stops before a step, with the same state on disk as after a kill.
   * @returns lets the stopped commit fail
   */
  async function stopBefore(step: CommitStep): Promise<() => void> {
    const read = documents.map(
      async (path) => [path, await readTracked(test.repo.top, path)] as const,
    );
    const files = new Map(
      (await Promise.all(read)).flatMap(([path, file]) =>
        file === "other" ? [] : [[path, file] as const],
      ),
    );
    const by = { name: "Test Person", email: "test@example.org" };
    return new Promise((resolve) => {
      const before = (reached: CommitStep) =>
        reached === step
          ? new Promise<void>((_, reject) => resolve(() => reject(new Error("ended"))))
          : undefined;
      commitHere(test.repo, { files, message: "half\n", by, entries: [], before }).catch(
        () => undefined,
      );
    });
  }

  it.each(commitSteps)("before %s leaves a whole index and a whole branch", async (step) => {
    await edit();
    await test.git("config", "core.quotePath", "false");
    const parent = await test.git("rev-parse", "HEAD");
    const end = await stopBefore(step);
    const head = await test.git("rev-parse", "HEAD");
    expect(head === parent).toBe(step !== "done");
    expect(await test.git("fsck", "--strict")).not.toMatch(/error|missing|corrupt/);
    const status = (await test.git("status", "--porcelain")).split("\n");
    expect(status).toEqual(expect.arrayContaining(strangers.split("\n")));
    expect(test.read(`repo/${spec}`)).toBe("# Small\n\nTwo.\n");
    for (const lock of ["index.lock", "refs/heads/main.lock"]) test.remove(`repo/.git/${lock}`);
    end();
    if (step === "done") return;
    const { commit } = await commitPaths(test.repo, documents, message);
    await expectCommitted(parent, commit);
  });
});

it("cleans up a message", () => {
  expect(tidyMessage("\n a  \r\nb\0\n\n\n\nc\n\n")).toBe("a\nb\n\nc\n");
});
