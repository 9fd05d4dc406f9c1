import { Problem } from "@shared/base/problem";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { findHome } from "../../settings/home";
import { openSettings } from "../../settings/settings";
import { type TestRepository, testRepository } from "../git/testing";
import { createOpenProject, type OpenProject } from "./open-project";

let test: TestRepository;
let opened: OpenProject<never>;
const told: string[] = [];

beforeEach(async () => {
  const specs = Array.from({ length: 200 }, (_, n) => `specs/${100 + n}-large/spec.md`);
  test = await testRepository(Object.fromEntries(specs.map((path) => [path, "# Large\n"])));
  await test.git("worktree", "add", "-q", "--detach", test.at("small"));
  for (const name of test.names("small/specs")) test.remove(`small/specs/${name}`);
  const home = findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux");
  told.length = 0;
  opened = createOpenProject<never>(
    {
      home,
      settings: await openSettings(home.settings),
      env: {},
      shell: "/bin/sh",
      launcher: { program: () => ({ file: "/bin/true", args: [] }) },
      startHost: () => {
        throw new Error("no run was started");
      },
      trust: { of: async () => undefined, keep: async () => undefined },
      report: (error) => told.push(String(error)),
    },
    {
      changed: () => undefined,
      document: (path) => told.push(path),
      run: () => undefined,
      gone: () => undefined,
      damaged: () => undefined,
      queue: () => undefined,
    },
  );
});
afterEach(async () => {
  await opened.close();
  test.dispose();
});

it("the project that was requested last is open, however long each opening takes", async () => {
  const [large, small] = await Promise.all([
    opened.open(test.at("repo")),
    opened.open(test.at("small")),
  ]);
  expect([large.features.length, small.features.length]).toEqual([200, 0]);
  expect(opened.peek()?.top).toBe(test.at("small"));
  expect(told).toEqual([]);
});

it("a file whose name is not a project path is ignored", async () => {
  await opened.open(test.at("small"));
  await vi.waitFor(() => {
    // Repeated until the watcher is ready.
    for (const name of ["a\\b.md", "z.md"]) test.put(`small/specs/001-x/${name}`, `${told.length}`);
    expect(told).toContain("specs/001-x/z.md");
  }, 60_000);
  expect(told.filter((path) => path.includes("\\"))).toEqual([]);
});

it("a refusal leaves the project open, and the next opening works", async () => {
  await opened.open(test.at("small"));
  await expect(opened.open(test.at("nowhere"))).rejects.toBeInstanceOf(Problem);
  expect(opened.get().top).toBe(test.at("small"));
  await opened.leave();
  expect(() => opened.get()).toThrow(/No project/);
});
