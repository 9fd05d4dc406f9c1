import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { programOf, requireCommand } from "./find-program";

it.each([
  ["claude -p x", "claude"],
  ["  FOO=1 BAR='a b' exec codex --no-daemon", "codex"],
  ["./run.sh&&echo", "./run.sh"],
  ["gemini", "gemini"],
  ["ls | cat", "ls"],
  ["$AGENT run", undefined],
  ['"my agent" run', undefined],
  ["(cd x; y)", undefined],
  ["if true; then x; fi", "if"],
  ["X=$(a b) c", undefined],
])("%s begins with %s", (command, program) => {
  expect(programOf(command)?.name).toBe(program);
});

it("finds programs, the shell's own commands and paths, and says how to install a missing one", async () => {
  const env = { PATH: "/usr/bin:/bin" };
  const find = (command: string) =>
    requireCommand(command, { shell: "/bin/sh", env, cwd: tmpdir() });
  for (const command of [
    "ls -l",
    "/bin/ls",
    "cd x && y",
    "read -r x",
    "if true; then x; fi",
    ": x",
    "$X",
  ])
    await expect(find(command), command).resolves.toBeUndefined();
  await expect(find("gemini -i x")).rejects.toMatchObject({
    code: "agent-missing",
    message: expect.stringContaining("npm install -g @google/gemini-cli"),
  });
  for (const command of [
    "no-such-agent run",
    "/no/such/agent",
    "./no-such-agent",
    "A=b no-such-agent",
  ])
    await expect(find(command), command).rejects.toMatchObject({ code: "agent-missing" });
});
