import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AssignmentInput, assignmentSchema, describeModel, prepareAgent } from "./index";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-prepare-"));
});
afterEach(() => rm(folder, { recursive: true }));

const assignment: AssignmentInput = {
  run: "r1",
  branch: "run/T001",
  feature: { id: "001-x", folder: "specs/001-x" },
  task: { id: "T001", title: "Do it", line: "- [ ] T001 Do it" },
  documents: { tasks: "specs/001-x/tasks.md" },
  requirements: [{ id: "FR-001", text: "It MUST be done." }],
  prompt: "Do $T001 'at once'.",
};
/** The app's own environment, with another vendor's key that the person has set. */
const ours = { PATH: "/bin", OTHER_KEY: "k", GIT_DIR: "/x", ELECTRON_RUN_AS_NODE: "1" };
const carried = { TERM: "xterm-256color", COLORTERM: "truecolor", SPECWRIGHT_RUN: "r1" };
const launcher = {
  program: (args: readonly string[]) => ({ file: "/app", args: ["--agent", ...args] }),
};

test("the built-in agent is started with its assignment, which only the person can read", async () => {
  const place = { folder, cwd: folder, launcher, shell: "/bin/sh", env: ours, adapters: folder };
  const { program, env } = await prepareAgent({ kind: "built-in" }, assignment, place);
  const file = join(folder, "assignment.json");
  expect(program).toEqual({
    file: "/app",
    args: [
      ...["--agent", "--task", file, "--record", join(folder, "exchange.jsonl")],
      ...["--report", join(folder, "agent-reports.jsonl")],
    ],
    label: "built-in agent",
  });
  expect(env).toEqual({ PATH: "/bin", ...carried });
  expect(assignmentSchema.parse(JSON.parse(await readFile(file, "utf8")))).toEqual({
    ...assignment,
    attended: true,
    redact: [],
    secretFiles: [],
    validations: [],
  });
  for (const name of ["assignment.json", "prompt.md"]) {
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  }
});

test("a command is passed to the shell unchanged, with the prompt in its environment", async () => {
  const choice = { kind: "command", command: 'x "$SPECWRIGHT_PROMPT" | y' } as const;
  const place = { folder, cwd: folder, launcher, shell: "/bin/zsh", env: ours, adapters: folder };
  const { program, env } = await prepareAgent(choice, assignment, place);
  expect(program).toEqual({
    file: "/bin/zsh",
    args: ["-c", choice.command],
    label: choice.command,
  });
  expect(env).toEqual({
    PATH: "/bin",
    OTHER_KEY: "k",
    ...carried,
    SPECWRIGHT_TASK: "T001",
    SPECWRIGHT_PROMPT: assignment.prompt,
    SPECWRIGHT_PROMPT_FILE: join(folder, "prompt.md"),
  });
  expect(await readFile(join(folder, "prompt.md"), "utf8")).toBe(assignment.prompt);
});

test("a prompt that is too long for the environment is in its file only", async () => {
  const long = { ...assignment, prompt: "x".repeat(200_000) };
  const place = { folder, cwd: folder, launcher, shell: "/bin/sh", env: ours, adapters: folder };
  const { env } = await prepareAgent({ kind: "command", command: "x" }, long, place);
  expect(env["SPECWRIGHT_PROMPT"]).toContain(join(folder, "prompt.md"));
});

test.each(["../x", "a/../../x", "/a", "", ".."])(
  "a task called %j cannot lead out of the scripts",
  (id) => {
    const task = { ...assignment.task, id };
    expect(assignmentSchema.safeParse({ ...assignment, task }).success).toBe(false);
  },
);

test("describes the agent's model", async () => {
  const describe = (env: Record<string, string>) =>
    describeModel({ env, root: folder, feature: "001-x", task: "T001" });
  expect(await describe({})).toMatchObject({ kind: "none", label: "no model" });

  const script = join(folder, ".specwright/scripted-model/001-x/T001.json");
  await mkdir(dirname(script), { recursive: true });
  await writeFile(script, "{}");
  expect(await describe({})).toMatchObject({ kind: "scripted", label: "scripted model" });
  expect(await describe({ ANTHROPIC_API_KEY: "k" })).toMatchObject({
    kind: "live",
    label: expect.stringMatching(/^claude-[\w-]+$/),
  });
  expect(
    await describe({
      ANTHROPIC_BASE_URL: "http://user:word@127.0.0.1:1234/v/",
      SPECWRIGHT_MODEL: "m",
    }),
  ).toMatchObject({ kind: "live", label: "m at http://127.0.0.1:1234/v/" });
  expect(await describe({ ANTHROPIC_BASE_URL: "nonsense" })).toMatchObject({ kind: "none" });
});
