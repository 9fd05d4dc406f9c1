import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

it("finds what the profile sets, whatever the profile prints", async () => {
  await profile(`
    echo "Welcome back! A=1"; echo oops >&2
    export PATH="$HOME/agent bin:$PATH"
    export LINES_OF=$'one\\ntwo=2'
    export WORD="ünïcode"
    sleep 1000 &
  `);
  const found = await readLoginEnvironment(poor({ KEPT: "yes", PWD: "/x" }));
  expect(found).toMatchObject({
    // The system's own profile may set the rest anew.
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
])("gives up a profile that %s", async (_, text, deadline) => {
  await profile(text);
  expect(await readLoginEnvironment(poor(), { deadline })).toBeUndefined();
  const env = poor();
  if (!isFromTerminal(env)) expect(await createPersonEnvironment(env, { deadline })()).toBe(env);
});

it("gives up a shell that is not there", async () => {
  expect(await readLoginEnvironment(poor({ SHELL: "/no/such/shell" }))).toBeUndefined();
});

it("leaves an app that was started from a terminal its own environment", async () => {
  const env = poor({ TERM: "xterm-256color" });
  expect(isFromTerminal(env)).toBe(true);
  expect(await createPersonEnvironment(env)()).toBe(env);
});
