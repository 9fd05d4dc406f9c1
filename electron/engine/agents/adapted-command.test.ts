import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { adaptCommand } from "./adapted-command";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "adapted-command-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const adapted = (command: string) =>
  adaptCommand(command, {
    shell: "/bin/sh",
    env: { PATH: `${folder}:/usr/bin:/bin` },
    cwd: folder,
  });

it("keeps an agent from handing its work to a shared server, and reports the added option", async () => {
  const help = (text: string) =>
    writeFile(join(folder, "codex"), `#!/bin/sh\necho "${text}"\n`, { mode: 0o755 });
  await help("Options: --no-daemon  Do not use the shared server");
  for (const runner of ["npx", "npm"])
    await writeFile(join(folder, runner), "#!/bin/sh\nexec codex\n", { mode: 0o755 });
  for (const [command, wanted] of [
    ['codex "$SPECWRIGHT_PROMPT"', 'codex --no-daemon "$SPECWRIGHT_PROMPT"'],
    ["A='x codex' exec codex -c x=1 hi", "A='x codex' exec codex --no-daemon -c x=1 hi"],
    ["exec codex", "exec codex --no-daemon"],
    [`${folder}/codex hi`, `${folder}/codex --no-daemon hi`],
    ["./codex exec hi", "./codex --no-daemon exec hi"],
    ["'codex' hi", "'codex' --no-daemon hi"],
    ["cd . && codex hi; echo codex", "cd . && codex --no-daemon hi; echo codex"],
    ["env -u X A=1 codex hi", "env -u X A=1 codex --no-daemon hi"],
    ["nice -n 5 nohup codex hi > x", "nice -n 5 nohup codex --no-daemon hi > x"],
    [
      "if true; then codex a; fi | codex b",
      "if true; then codex --no-daemon a; fi | codex --no-daemon b",
    ],
    [
      "timeout 60 npx --yes -p x @openai/codex@1.2 hi",
      "timeout 60 npx --yes -p x @openai/codex@1.2 --no-daemon hi",
    ],
    ["npm exec -- codex hi", "npm exec -- codex --no-daemon hi"],
    ["sh -c 'codex hi'", "sh -c 'codex --no-daemon hi'"],
    ['exec bash -lc "cd .; codex $X" y', 'exec bash -lc "cd .; codex --no-daemon $X" y'],
  ] as const) {
    const result = await adapted(command);
    expect(result.command).toBe(wanted);
    expect(result.word).toContain("--no-daemon");
  }
  for (const command of [
    "codex --no-daemon hi",
    "claude codex",
    "echo codex",
    "echo 'a && codex'",
    'claude "codex; codex"',
    "cat > codex",
    "sh codex -c 'x'",
    "sh 'codex'",
    "echo -c 'codex'",
    "sh -c 'echo codex'",
    "cat << X\ncodex\nX",
  ])
    expect(await adapted(command)).toEqual({ command });
  // An older version has neither the server nor the option.
  await help("Options: --help");
  expect(await adapted("codex hi")).toEqual({ command: "codex hi" });
});

it("reports an agent that does not print its options", async () => {
  await writeFile(join(folder, "codex"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  const { command, word } = await adapted("codex hi");
  expect(command).toBe("codex hi");
  expect(word).toContain("did not tell its options");
});
