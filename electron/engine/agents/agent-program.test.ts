import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { appVersion } from "../../system/app-version";
import { agentProgram } from "./agent-program";

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "specwright-program-")));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, text: string): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
  return file;
}
const of = (command: string) =>
  agentProgram({ kind: "command", command }, { env: { PATH: join(folder, "bin") }, cwd: folder });

it("names the built-in agent with the app's version", async () => {
  const program = await agentProgram({ kind: "built-in" }, { env: {}, cwd: folder });
  expect(program).toEqual({ name: "specwright", version: appVersion });
});

it("names a program of an npm package by the package, and starts nothing", async () => {
  const cli = await put("lib/node_modules/@some/agent/dist/cli.js", "#!/bin/sh\ntouch started\n");
  const manifest = { name: "@some/agent", version: "2.1.0", bin: { agent: "dist/cli.js" } };
  await put("lib/node_modules/@some/agent/package.json", JSON.stringify(manifest));
  await mkdir(join(folder, "bin"));
  await symlink(cli, join(folder, "bin/agent"));
  const found = { name: "@some/agent", version: "2.1.0" };
  expect(await of('KEY=1 agent -p "$SPECWRIGHT_PROMPT"')).toEqual(found);
  expect(await of("./bin/agent --fast")).toEqual(found);
});

it("names any other program by its command, and nothing where there is no plain name", async () => {
  await put("bin/tool", "#!/bin/sh\n");
  // A package that does not list the program is not its package.
  await put("package.json", JSON.stringify({ name: "mine", version: "1.0.0", bin: "other.js" }));
  expect(await of("tool run")).toEqual({ name: "tool" });
  expect(await of("/opt/absent/thing")).toEqual({ name: "thing" });
  expect(await of('"$AGENT" run')).toBeUndefined();
});

it.each(["no JSON", "{}", '{"name":"","bin":"tool"}'])(
  "ignores a package.json with the content %s",
  async (text) => {
    await put("bin/tool", "#!/bin/sh\n");
    await put("bin/package.json", text);
    expect(await of("tool")).toEqual({ name: "tool" });
  },
);
