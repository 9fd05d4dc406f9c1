import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPersonEnvironment, isFromTerminal, readLoginEnvironment } from "./login-shell";

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "login-shell-test-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const bash = ["/bin/bash", "/usr/bin/bash"].find((path) => existsSync(path)) ?? "/bin/bash";
const poor = (more = {}) => ({ HOME: home, PATH: "/usr/bin:/bin", SHELL: bash, ...more });
const profile = (text: string) => writeFile(join(home, ".bash_profile"), text);

it("finds the variables that the profile sets, for any output of the profile", async () => {
  await profile(`
    echo "Welcome back! A=1"; echo oops >&2
    export PATH="$HOME/agent bin:$PATH"
    export LINES_OF=$'one\\ntwo=2'
    export WORD="ünïcode"
    sleep 1000 &
  `);
  const found = await readLoginEnvironment(poor({ KEPT: "yes", PWD: "/x" }));
  expect(found).toMatchObject({
    // The system's own profile may replace the rest.
    PATH: expect.stringMatching(/\/agent bin:/),
    LINES_OF: "one\ntwo=2",
    WORD: "ünïcode",
    KEPT: "yes",
    PWD: "/x",
  });
  for (const name of [
    "A",
    "SHLVL",
    "_",
    "TERM",
    "DISABLE_AUTO_UPDATE",
    "SPECWRIGHT_ASKS_ENVIRONMENT",
  ])
    expect(found).not.toHaveProperty(name);
});

it.each([
  [
    "functions and aliases that replace the used programs",
    "env() { echo no; }\nprintf() { echo no; }\nalias env=no",
  ],
  ["a PATH without programs", 'export PATH="$HOME/mine"'],
  [
    "colours, a title and a prompt's command",
    "printf '\\033[31mx\\033]0;t\\007'; PROMPT_COMMAND='echo pc'",
  ],
  ["errors that end it at the first", "set -euo pipefail"],
  ["something slow at its end", "trap 'sleep 100' EXIT"],
  ["a long environment", 'export LONG="$(head -c 100000 /dev/zero | tr "\\0" x)"'],
])("is not misled by a profile with %s", async (_, text) => {
  await profile(`export FROM_PROFILE=1\n${text}\n`);
  expect(await readLoginEnvironment(poor())).toMatchObject({ FROM_PROFILE: "1" });
});

it("tries a non-interactive shell when the profile ends the interactive one or runs another program", async () => {
  for (const leaves of ["exit 3", "exec cat", "exec sleep 1000"]) {
    await profile(`export FROM_PROFILE=1\ncase $- in *i*) ${leaves};; esac\n`);
    const found = await readLoginEnvironment(poor(), { deadline: 2000 });
    expect(found).toMatchObject({ FROM_PROFILE: "1" });
  }
});

const shells = (
  [
    ["zsh", { ".zprofile": "export A=1", ".zshrc": "echo hi; export B=2\nalias env=no" }],
    ["fish", { ".config/fish/config.fish": "echo hi; set -gx A 1; set -gx B 2\nalias env no" }],
    ["tcsh", { ".cshrc": "echo hi\nsetenv A 1\nalias env no\n", ".login": "setenv B 2\n" }],
    ["ksh", { ".profile": "echo hi; export A=1 B=2" }],
    ["dash", { ".profile": "echo hi; export A=1 B=2" }],
    ["sh", { ".profile": "echo hi; export A=1 B=2" }],
  ] as const
).flatMap(([name, files]) => {
  const path = ["/bin", "/usr/bin"].map((bin) => join(bin, name)).find((file) => existsSync(file));
  return path === undefined ? [] : [[path, files] as const];
});

it.each(shells)("asks %s with its own options", async (shell, files) => {
  const own = await mkdtemp(join(home, "shell-"));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(own, file)), { recursive: true });
    await writeFile(join(own, file), text);
  }
  const found = await readLoginEnvironment(poor({ HOME: own, SHELL: shell }));
  expect(found).toMatchObject({ A: "1", B: "2", PATH: expect.stringContaining("/usr/bin") });
});

it("works with the system's plain shell", async () => {
  await writeFile(join(home, ".profile"), "export FROM_PROFILE=1\n");
  expect(await readLoginEnvironment(poor({ SHELL: "/bin/sh" }))).toMatchObject({
    FROM_PROFILE: "1",
  });
});

it.each([
  ["hangs", "cat < /dev/zero > /dev/null", 500],
  ["becomes another program", "exec sleep 1000", 500],
  ["ends", "exit 3", 20_000],
  ["floods", "yes", 20_000],
])("stops waiting for a profile that %s", async (_, text, deadline) => {
  await profile(text);
  expect(await readLoginEnvironment(poor(), { deadline })).toBeUndefined();
  const env = poor();
  if (!isFromTerminal(env)) expect(await createPersonEnvironment(env, { deadline })()).toBe(env);
});

it("returns undefined for a shell that does not exist", async () => {
  expect(await readLoginEnvironment(poor({ SHELL: "/no/such/shell" }))).toBeUndefined();
});

it("keeps the environment of an app that was started from a terminal", async () => {
  const env = poor({ TERM: "xterm-256color" });
  expect(isFromTerminal(env)).toBe(true);
  expect(await createPersonEnvironment(env)()).toBe(env);
});
