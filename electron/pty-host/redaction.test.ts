import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { secretFormats } from "@shared/recordings/secret-formats";
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyRunFolder } from "../engine/recordings/verify-run";
import { readManifest } from "../run-folder/manifest-file";
import {
  createFolders,
  openTestWindow,
  readRun,
  startTestHost,
  type TestHost,
} from "./host.fixture";

let folders: Awaited<ReturnType<typeof createFolders>>;
let test: TestHost;
beforeAll(async () => {
  folders = await createFolders();
  test = startTestHost();
});
afterAll(async () => {
  await test.host.close();
  await folders.remove();
});

const esc = "\u001b";
const value = "Tr0ub4dor&3 of mine";
const r = (text: string, times: number) => text.repeat(times).slice(0, times);

/** Beginnings of secrets, and the following text that must be hidden. */
const seeds: readonly (readonly [open: string, hidden: string])[] = [
  ["AKIA", "QWERTYUIOPASDFGH"],
  ["aws_secret_access_key = ", r("wJalrXUtnFEMIK7MDENGbPxRfiCYzzzz", 40)],
  ["ghp_", r("Zx9Qw8Er7Ty6", 36)],
  ["github_pat_", r("11ABCDE_0xyzXYZ", 60)],
  ["glpat-", r("a1B2c3D4e5", 20)],
  ["xoxb-", r("123456789012-AbCdEf", 40)],
  ["sk-ant-", r("api03-Qq7Ww8Ee9", 60)],
  ["sk-proj-", r("Mm1Nn2Bb3", 40)],
  ["AIza", r("SyD4fG5hJ6", 35)],
  ["sk_live_", r("4eC39HqLyj", 24)],
  ["npm_", r("pO9iU8yT7r", 36)],
  ["eyJhbGciOiJIUzI1NiJ9.", `eyJzdWIiOiIxMjM0NTY3ODkwIn0.${r("dozjgNryP4J3jVmN", 40)}`],
  ["Authorization: Bearer ", r("t0k3n-of-s0me", 24)],
  ["https://someone:", "p4ss-in-url"],
  ["-----BEGIN RSA PRIVATE KEY-----\r\n", r("MIIEowIBAAKCAQEA", 64)],
  ["", value],
  ["", Buffer.from(value).toString("base64").slice(0, -2)],
  ["", encodeURIComponent(value)],
  ["", "ACME-20261127"],
];
const after = (open: string) => (open.startsWith("https") ? "@host/" : " .");

const printed = (text: string) =>
  text
    .replace(new RegExp(`${esc}\\][^${esc}\u0007]*(\u0007|${esc}\\\\)`, "g"), "")
    .replace(new RegExp(`${esc}\\[[0-9;?!]*[A-Za-z]`, "g"), "");

it("hides the secrets of a file that was copied to the tree", async () => {
  const more = { secrets: ["kept-in-a-file-0001"] };
  const session = await folders.session("echo it is kept-in-a-file-0001", more);
  test.post({ type: "open", session });
  await test.closed(session.run);
  const { output } = await readRun(session.folder);
  expect(output).toMatch(/it is \*+/);
  expect(output).not.toContain("kept-in-a-file");
});

it("counts secrets that were complete on the screen only", async () => {
  const token = `ghp_${r("Zx9Qw8Er7Ty6", 36)}`;
  const halves = [token.slice(20), token.slice(0, 20)];
  const command = `printf '\\033[5;30H${halves[0]}'; sleep 0.1; printf '\\033[5;10H${halves[1]}\\n ok\\n'`;
  const run = await folders.session(command);
  test.post({ type: "open", session: run });
  expect(await test.closed(run.run)).toMatchObject({ type: "closed" });
  const { events, output } = await readRun(run.folder);
  const ended = events.flatMap(({ event }) => (event.type === "session-ended" ? event : []))[0];
  expect(ended?.redaction).toEqual({ applied: true, counts: {}, onScreen: 1 });
  expect(output).toContain(" ok");
  expect((await readManifest(run.folder)).is).toBe("read");
  expect((await verifyRunFolder(run.folder)).ok).toBe(true);
});

it("leaves no secret in a run's folder, nor in a window", async () => {
  expect(secretFormats.length).toBeGreaterThan(seeds.length);
  const plain = seeds.map(([open, hidden]) => `${open}${hidden}${after(open)}\r\n`);
  const coloured = seeds.map(
    ([open, hidden]) =>
      `${esc}[1m${open}${Array.from(hidden).join(`${esc}[38;5;9m`)}${esc}[0m${after(open)}\r\n`,
  );
  const titles = seeds
    .filter(([open]) => !open.includes("\r"))
    .map(([open, hidden]) => `${esc}]2;${open}${hidden}${after(open)}\u0007`);
  const file = join(folders.root, "seeds.txt");
  await writeFile(file, [...plain, ...coloured, ...titles, "THE END\r\n"].join(""));
  const slow = seeds.slice(-4).flatMap(([open, hidden], i) => {
    const half = hidden.length >> 1;
    return [`${open}${hidden.slice(0, half)}`, `${hidden.slice(half)}${after(open)}\r\n`].map(
      (text, part) => ({ path: join(folders.root, `slow-${i}-${part}.txt`), text }),
    );
  });
  for (const { path, text } of slow) await writeFile(path, text);
  const command = `stty raw; cat ${file}; ${slow.map(({ path }) => `cat ${path}; sleep 0.1`).join("; ")}`;
  const label = `deploy --password '${value}' --token ${seeds[2]?.join("")}`;
  const spec = await folders.session(command, {
    title: `Use ${seeds[6]?.join("")}`,
    banner: [label],
    redact: ["ACME-[0-9]{8}"],
    agent: { file: "sh", args: ["-c", command], label },
    validations: [{ file: "sh", args: ["-c", `echo ${seeds[10]?.join("")}`], label }],
  });
  const session = { ...spec, env: { ...spec.env, DEPLOY_PASSWORD: value } };
  const window = openTestWindow();
  test.post({ type: "open", session });
  test.post({ type: "attach", run: session.run, channel: 1 }, [window.port]);
  expect(await test.closed(session.run)).toEqual({ type: "closed", run: session.run });
  await window.messages.find((message) => message.type === "ended");

  const { output, cast } = await readRun(session.folder);
  expect(output).toContain("THE END");
  expect(window.text()).toBe(output);
  const marks = cast.flatMap((event) => (event.code === "m" ? event.label : []));
  const texts = [output, printed(output), ...marks];
  for (const name of await readdir(session.folder))
    texts.push(await readFile(join(session.folder, name), "utf8"));
  for (const [, hidden] of seeds) for (const text of texts) expect(text).not.toContain(hidden);

  const manifest = await readManifest(session.folder);
  if (manifest.is !== "read") throw new Error("no manifest");
  const { redaction } = manifest.manifest;
  expect(redaction?.applied).toBe(true);
  expect(redaction?.counts).toMatchObject({ "private-key": 2, "google-key": 3, pattern: 4 });
  expect((await verifyRunFolder(session.folder)).ok).toBe(true);
});

it("shows typed text without waiting for more", async () => {
  const session = await folders.session(
    "stty -echo; printf 'ghp'; sleep 0.01; printf '_'; read -r x",
  );
  const window = openTestWindow();
  test.post({ type: "open", session });
  test.post({ type: "attach", run: session.run, channel: 1 }, [window.port]);
  // No output follows, and the printed text is shown all the same.
  await expect.poll(() => window.text()).toContain("ghp_");
  window.send({ type: "input", data: "\n" });
  await test.closed(session.run);
});

it("does not start with an invalid pattern", async () => {
  const session = await folders.session("echo", { redact: ["a+"] });
  test.post({ type: "open", session });
  expect(await test.closed(session.run)).toMatchObject({
    type: "failed",
    reason: expect.stringContaining("three plain characters"),
  });
});
