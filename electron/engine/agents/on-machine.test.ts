import { chmod, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { adapterIdSchema } from "@shared/agents/adapter";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { agentsOnMachine } from "./on-machine";
import { testAgent } from "./test-agent";

let base: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "specwright-machine-")));
});
afterEach(() => rm(base, { recursive: true }));

async function put(path: string, text: string): Promise<string> {
  const file = join(base, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
  return file;
}
const env = (more: Record<string, string> = {}) => ({
  PATH: `${join(base, "bin")}:/usr/bin:/bin`,
  HOME: join(base, "home"),
  ...more,
});
const look = async (more?: Record<string, string>) =>
  agentsOnMachine(env(more), join(base, "agents"));
const agent = (id: string) => adapterIdSchema.parse(id);

describe("the agents on a machine", () => {
  it("are found on the PATH with their version, and no program is started", async () => {
    const cli = await put(
      "lib/node_modules/@openai/codex/bin/codex.js",
      `#!/bin/sh\ntouch ${base}/started\n`,
    );
    const manifest = { name: "@openai/codex", version: "0.171.0", bin: { codex: "bin/codex.js" } };
    await put("lib/node_modules/@openai/codex/package.json", JSON.stringify(manifest));
    await mkdir(join(base, "bin"));
    await symlink(cli, join(base, "bin/codex"));
    const { found, missing } = await look();
    expect(found).toMatchObject([
      { id: "codex", name: "Codex", version: "0.171.0", file: join(base, "bin/codex") },
    ]);
    expect(missing.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["claude-code", "gemini-cli", "copilot-cli", "opencode", "aider"]),
    );
    expect(missing.find(({ id }) => id === "opencode")?.install?.command).toBe(
      "npm install -g opencode-ai",
    );
    expect(await readdir(base)).not.toContain("started");
  });

  it("are signed in where a file of theirs or a variable says it", async () => {
    await put("bin/codex", "#!/bin/sh\n");
    expect((await look()).found[0]?.account).toEqual({
      state: "not-signed-in",
      why: "Sign in once in a terminal: run codex login.",
    });
    await put("home/.codex/auth.json", "{}");
    expect((await look()).found[0]?.account).toMatchObject({ state: "signed-in" });
    // The folder of another account.
    const elsewhere = { CODEX_HOME: join(base, "other") };
    await rm(join(base, "home/.codex/auth.json"));
    await put("other/auth.json", "{}");
    expect((await look(elsewhere)).found[0]?.account.state).toBe("signed-in");
    await rm(join(base, "other/auth.json"));
    expect((await look({ OPENAI_API_KEY: "sk-x" })).found[0]?.account).toEqual({
      state: "signed-in",
      why: "OPENAI_API_KEY is set.",
    });
  });

  it("are unknown to be signed in where the login may be in the keychain", async () => {
    await put("bin/gemini", "#!/bin/sh\n");
    expect((await look()).found[0]?.account.state).toBe("unknown");
  });

  it("include the person's own adapters, and a file that is none is named", async () => {
    const folders = { write: ["~/.mine/"] };
    const mine = { id: "mine", name: "Mine", programs: ["mine"], oneShot: ["{prompt}"], folders };
    await put("agents/mine.json", JSON.stringify(mine));
    await put("agents/wrong.json", JSON.stringify({ ...mine, id: "Wrong ID", sudo: true }));
    await put("bin/mine", "#!/bin/sh\n");
    const { found, own } = await look();
    expect(found).toMatchObject([{ id: "mine", modes: ["one-shot"], takesModel: false }]);
    expect(own.wrong).toHaveLength(1);
    expect(own.wrong[0]).toContain("wrong.json is no adapter: id: ");
  });
});

describe("the test of an agent", () => {
  const test = (more: Record<string, string> = {}, signal = new AbortController().signal) =>
    testAgent(agent("opencode"), { env: env(more), folder: join(base, "agents"), signal });

  it("starts the agent once with a short prompt in an empty folder, and shows the answer", async () => {
    await put("bin/opencode", `#!/bin/sh\npwd; ls | wc -l; echo "got: $*"\n`);
    const answered = await test();
    expect(answered).toMatchObject({ ok: true });
    const output = answered.ok ? answered.answer : "";
    expect(output).toContain("got: run --auto Answer with the single word: ready");
    expect(output.split("\n")[1]?.trim()).toBe("0");
    // The folder is removed.
    await expect(readdir(output.split("\n")[0] ?? "")).rejects.toThrow();
  });

  it("says how the agent failed, without the keys of the environment", async () => {
    await put("bin/opencode", '#!/bin/sh\necho "bad key $ANTHROPIC_API_KEY" >&2; exit 3\n');
    const key = "sk-ant-api03-abcdefghijklmnopqrstuvwx";
    expect(await test({ ANTHROPIC_API_KEY: key })).toMatchObject({
      ok: false,
      why: "It ended with the code 3.",
      output: expect.not.stringContaining(key),
    });
  });

  it("ends with the agent even when a process that it left holds the output", async () => {
    await put("bin/opencode", "#!/bin/sh\nsleep 1000 &\necho ready\n");
    expect(await test()).toMatchObject({ ok: true, answer: "ready" });
  });

  it("ends at once when it is cancelled", async () => {
    await put("bin/opencode", "#!/bin/sh\nexec sleep 1000\n");
    const cancel = new AbortController();
    const testing = test({}, cancel.signal);
    setImmediate(() => cancel.abort());
    await expect(testing).rejects.toMatchObject({ code: "cancelled" });
  });

  it("refuses an agent that is not on the machine, with the way to install it", async () => {
    await expect(test()).rejects.toMatchObject({
      code: "agent-missing",
      message: expect.stringContaining("npm install -g opencode-ai"),
    });
  });
});
