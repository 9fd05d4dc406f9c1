import { readdirSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { aRun } from "@shared/base/testing";
import { redactionRules } from "@shared/recordings/redact";
import { summarise } from "@shared/runs/projection";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  createFolders,
  readRun,
  startTestHost,
  type TestHost,
} from "../../../pty-host/host.fixture";
import { readManifest } from "../../../run-folder/manifest-file";
import { reportFileName } from "../../../run-folder/report-file";
import { inspect } from "../../git/inspect";
import { runGit } from "../../git/process";
import { commitRecording, recordingsBranch, sharedTrees } from "../../git/recordings-branch";
import { type TestRepository, testRepository } from "../../git/testing";
import { verifyRunFolder } from "../verify-run";
import { prepareShare } from "./share";
import { openSharedRuns } from "./shared-runs";

const by = { name: "Test Person", email: "test@example.org" };
const signal = new AbortController().signal;
const progress = () => undefined;
const secret = "CODE-123456";

let repository: TestRepository;
let folders: Awaited<ReturnType<typeof createFolders>>;
let host: TestHost;
beforeAll(async () => {
  repository = await testRepository({ "a.txt": "a\n" });
  folders = await createFolders();
  host = startTestHost();
});
afterAll(async () => {
  await host.host.close();
  await folders.remove();
  repository.dispose();
});

/** A run whose recording contains texts that became secrets only later. */
async function recordedRun() {
  const label = `echo ${secret}`;
  const command = `printf 'a ${secret.slice(0, 7)}'; printf '${secret.slice(7)} z\\n'; printf 'CO\\033[1mDE-123456\\n'; echo ghp_${"a".repeat(36)}; printf '\\033]0;${secret}\\007'`;
  const spec = await folders.session(command, { reports: true, title: `Use ${secret}` });
  const report = {
    ...{ type: "tool-called", by: "agent", tool: "run_command", command: `echo ${secret}` },
    ...{ seconds: 0, outcome: "ok" },
  };
  const told = `echo '${JSON.stringify({ at: 0, report })}' >> '${join(spec.folder, reportFileName)}'`;
  const args = ["-c", `${told}; ${command}`];
  const run = { ...spec, agent: { file: "sh", args, label } };
  host.post({ type: "open", session: run });
  expect(await host.closed(run.run)).toMatchObject({ type: "closed" });
  return run;
}

test("a run is shared without the current secrets, and others can replay and verify it", async () => {
  const { repo, git } = repository;
  const run = await recordedRun();
  expect(await readFile(join(run.folder, "session.cast"), "utf8")).toContain(secret);
  const before = await readdir(run.folder);
  const rules = redactionRules([], ["CODE-[0-9]{6}"]);
  const copy = await prepareShare(run.folder, { rules, by, target: "branch", signal, progress });
  expect(copy.preview.hiddenNow).toEqual({ pattern: 9 });
  expect(copy.preview.hidden).toEqual({ pattern: 9, "github-token": 1 });
  expect(copy.preview.files.map(({ name }) => name)).toEqual([
    "session.cast",
    "events.jsonl",
    "manifest.json",
  ]);
  expect(copy.preview.prompt).toContain("T001");
  expect(await readdir(run.folder)).toEqual(before);

  const stateOf = async () => [
    await git("status", "--porcelain"),
    await git("rev-parse", "HEAD"),
    await git("symbolic-ref", "HEAD"),
    (await readFile(repository.at("repo/.git/index"))).toString("hex"),
  ];
  const state = await stateOf();
  expect(await copy.share(repo)).toContain("Push that branch");
  const commit = await git("rev-parse", recordingsBranch);
  await copy.remove();
  expect(await stateOf()).toEqual(state);
  await expect(
    git("merge-base", recordingsBranch, "main"),
    "the branch has no history with others",
  ).rejects.toThrow();

  // Another person pulls.
  await git("clone", "--quiet", ".", repository.at("second"));
  const second = { ...(await inspect(repository.at("second"))), trusted: false };
  const shared = openSharedRuns(() => second, repository.at("cache"));
  const [found, ...more] = await shared.list();
  if (found === undefined) throw new Error("the shared run is not there");
  expect(more).toEqual([]);
  expect(summarise(found)).toMatchObject({
    id: run.run,
    sharedBy: "Test Person <test@example.org>",
    worktree: "",
  });
  const folder = await shared.folder(run.run);
  const verified = await verifyRunFolder(folder);
  expect(verified.checks.filter(({ ok }) => !ok)).toEqual([]);
  const { output, cast } = await readRun(folder);
  const original = await readRun(run.folder);
  expect(output).toContain(`a ${"*".repeat(11)} z`);
  expect(cast.at(-1)?.time).toBe(original.cast.at(-1)?.time);
  for (const name of await readdir(folder))
    expect(await readFile(join(folder, name), "utf8")).not.toContain(secret);
  const ended = original.events.flatMap(({ event }) =>
    event.type === "session-ended" ? event.digest : [],
  );
  const manifest = await readManifest(folder);
  expect(manifest.is === "read" && manifest.manifest.original?.digest).toBe(ended[0]);

  // The other person shares a run on top of the fetched branch; it is not shared twice.
  const theirs = await prepareShare((await recordedRun()).folder, {
    rules,
    by,
    target: "branch",
    signal,
    progress,
  });
  await theirs.share(second);
  await expect(theirs.share(second)).rejects.toThrow("shared already");
  await theirs.remove();
  const log = await runGit(["log", "--format=%H", recordingsBranch], { cwd: second.top });
  expect(log.stdout.toString().trim().split("\n")).toEqual([expect.any(String), commit]);
  expect(await shared.list()).toHaveLength(2);
});

test("a cancelled copy leaves no file behind", async () => {
  const run = await recordedRun();
  const temporary = repository.at("tmp");
  await mkdir(temporary);
  vi.stubEnv("TMPDIR", temporary);
  const life = new AbortController();
  let seen: readonly string[] = [];
  const copying = prepareShare(run.folder, {
    rules: redactionRules([], []),
    by,
    target: "branch",
    signal: life.signal,
    progress: () => {
      seen = readdirSync(temporary);
      life.abort();
    },
  });
  await expect(copying).rejects.toMatchObject({ name: "AbortError" });
  vi.unstubAllEnvs();
  expect(seen).toHaveLength(1);
  expect(await readdir(temporary)).toEqual([]);
});

test("a run is shared in a folder of the working tree when the person chooses that", async () => {
  const { repo } = repository;
  const rules = redactionRules([], []);
  const run = await recordedRun();
  const copy = await prepareShare(run.folder, { rules, by, target: "folder", signal, progress });
  const place = `.specwright/recordings/${run.run}`;
  expect(await copy.share(repo)).toContain(`Copied to ${place}.`);
  await expect(copy.share(repo)).rejects.toThrow("shared already");
  const shared = openSharedRuns(() => repo, repository.at("folder-cache"));
  expect((await shared.list()).map(({ created }) => created.run)).toContain(run.run);
  expect((await verifyRunFolder(await shared.folder(run.run))).ok).toBe(true);

  const path = repository.at(`repo/${place}/events.jsonl`);
  await rename(path, `${path}.away`);
  await symlink(`${path}.away`, path);
  expect((await shared.list()).map(({ created }) => created.run)).not.toContain(run.run);
  await rename(repository.at("repo/.specwright"), repository.at("elsewhere"));
  await symlink(repository.at("elsewhere"), repository.at("repo/.specwright"));
  await expect(copy.share(repo)).rejects.toThrow("leads out of the project");
  await rm(repository.at("repo/.specwright"));
  await copy.remove();
});

test("files on the branch that are not part of a shared run are ignored", async () => {
  const { repo, git } = repository;
  const blob = async (text: string) => {
    const stored = await runGit(["hash-object", "-w", "--stdin"], { cwd: repo.top, input: text });
    return stored.stdout.toString().trim();
  };
  const [text, link] = [await blob("nonsense\n"), await blob("/etc/passwd")];
  const env = { GIT_INDEX_FILE: repository.at("hostile-index") };
  const entries = [
    `100644 ${text}\truns/x/session.cast`,
    `100644 ${text}\truns/x/events.jsonl`,
    `120000 ${link}\truns/y/events.jsonl`,
    `100755 ${text}\truns/z/events.jsonl`,
    `100644 ${text}\truns/bad name/events.jsonl`,
    `100644 ${text}\truns/deep/er/events.jsonl`,
    `100644 ${text}\truns/w/index`,
    `100644 ${text}\tother/w/events.jsonl`,
  ];
  const at = { cwd: repo.top, env };
  await runGit(["update-index", "--add", "--index-info"], {
    ...at,
    input: `${entries.join("\n")}\n`,
  });
  const tree = (await runGit(["write-tree"], at)).stdout.toString().trim();
  const commit = await git("commit-tree", "-m", "hostile", tree);
  await git("update-ref", `refs/remotes/evil/${recordingsBranch}`, commit);
  const found = (await sharedTrees(repo)).map(({ run }) => run);
  expect(found).toContain("x");
  for (const name of ["y", "z", "w", "deep", "bad name"]) expect(found).not.toContain(name);
  const shared = openSharedRuns(() => repo, repository.at("other-cache"));
  expect((await shared.list()).map(({ created }) => created.run)).not.toContain("x");
  await expect(shared.read(aRun("x"))).rejects.toThrow("cannot be understood");
  await expect(shared.folder(aRun("not-there"))).rejects.toThrow("not there");
});

test("two persons can share at the same moment", async () => {
  const { repo } = repository;
  const file = (name: string) => {
    repository.put(name, `${name}\n`);
    return repository.at(name);
  };
  const files = {
    "session.cast": file("c"),
    "events.jsonl": file("e"),
    "manifest.json": file("m"),
  };
  await Promise.all(
    ["one", "two", "three"].map((run) => commitRecording(repo, aRun(run), files, by)),
  );
  const found = (await sharedTrees(repo)).map(({ run }) => run);
  expect(found).toEqual(expect.arrayContaining(["one", "two", "three"]));
});
