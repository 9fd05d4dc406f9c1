import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createFolders, startTestHost } from "../../pty-host/host.fixture";
import { openEventLog, readEvents } from "../../run-folder/event-log";
import { exchangeName } from "../../run-folder/exchange-file";
import { writeManifest } from "../../run-folder/manifest-file";
import { seal } from "../../run-folder/sealed-line";
import { screenAt } from "./screen-at";
import { verifyCastFile, verifyRunFolder } from "./verify-run";

let folders: Awaited<ReturnType<typeof createFolders>>;
let folder: string;

beforeAll(async () => {
  folders = await createFolders();
  const session = await folders.session("echo hello; printf '\\033[2;5Hthere'", { banner: [] });
  folder = session.folder;
  // In the form in which the built-in agent writes the exchange.
  await writeFile(join(folder, exchangeName), '{"type":"person","line":"yes"}\n');
  const test = startTestHost();
  test.post({ type: "open", session });
  await test.closed(session.run);
  await test.host.close();
});
afterAll(() => folders.remove());

const names = ["session.cast", "events.jsonl", "manifest.json", exchangeName] as const;
const failures = async (of = folder) =>
  (await verifyRunFolder(of)).checks.flatMap(({ ok, text }) => (ok ? [] : text));
const read = (name: string, from = folder) => readFile(join(from, name));

/** Checks a folder after a change of one of its files, and restores the file. */
async function withChange(
  name: (typeof names)[number],
  change: (whole: Buffer) => Buffer | string,
  of = folder,
) {
  const whole = await read(name, of);
  await writeFile(join(of, name), change(Buffer.from(whole)));
  const found = await failures(of);
  await writeFile(join(of, name), whole);
  return found;
}

it("finds each of 1,000 changes of a single byte, and says in which file", async () => {
  expect(await failures()).toEqual([]);
  const said = {
    "session.cast": /recording/,
    "events.jsonl": /run's events/,
    "manifest.json": /^The manifest/,
    [exchangeName]: /^What the model answered was changed/,
  };
  const sizes = await Promise.all(names.map(async (name) => (await read(name)).length));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  for (let i = 0; i < 1000; i++) {
    // The changes are spread over all bytes of all files, at other offsets in each round.
    let at = Math.floor((i * all) / 1000);
    const index = sizes.findIndex((size) => {
      if (at < size) return true;
      at -= size;
      return false;
    });
    const name = names[index] ?? "session.cast";
    const flip = 1 + ((i * 37) % 255);
    const found = await withChange(name, (whole) => {
      whole[at] = (whole[at] ?? 0) ^ flip;
      return whole;
    });
    if (!found.some((text) => said[name].test(text)))
      throw new Error(`${name}: byte ${at} changed by ${flip}: ${found.join() || "unnoticed"}`);
  }
});

it("finds cut, appended, moved and missing lines and files", async () => {
  for (const name of names) {
    expect(await withChange(name, (whole) => whole.subarray(0, -1))).not.toEqual([]);
    expect(await withChange(name, (whole) => Buffer.concat([whole, whole]))).not.toEqual([]);
    expect(await withChange(name, (whole) => `${whole}\n`)).not.toEqual([]);
    expect(await withChange(name, () => "")).not.toEqual([]);
  }
  for (const name of ["session.cast", "events.jsonl"] as const) {
    const moved = (whole: Buffer) => {
      const lines = whole.toString().split("\n");
      return [lines[0], lines[2], lines[1], ...lines.slice(3)].join("\n");
    };
    expect(await withChange(name, moved)).not.toEqual([]);
    expect(
      await withChange(name, (whole) => whole.subarray(0, whole.lastIndexOf(10, -2) + 1)),
    ).not.toEqual([]);
  }
  const manifest = await read("manifest.json");
  await rm(join(folder, "manifest.json"));
  expect(await failures()).toEqual(["The manifest is missing."]);
  await writeManifest(folder);
  expect(await read("manifest.json")).toEqual(manifest);
});

it("finds a manifest that was changed and sealed again", async () => {
  const { hash: _, ...said }: Record<string, unknown> = JSON.parse(
    (await read("manifest.json")).toString(),
  );
  expect(
    await withChange("manifest.json", () => `${seal({ ...said, model: "x" }).line}\n`),
  ).toEqual(["The manifest differs from the recording and the events: model."]);
  expect(await withChange("manifest.json", () => `${seal({ ...said, more: 1 }).line}\n`)).toEqual(
    [],
  );
  expect(
    await withChange("manifest.json", () => `${seal({ ...said, version: 3 }).line}\n`),
  ).toEqual(["The manifest has version 3, which is newer than this app. Update the app."]);
});

it("gives the place at which a long recording was changed, cut or extended", async () => {
  const session = await folders.session("seq 1 60000");
  const test = startTestHost();
  test.post({ type: "open", session });
  await test.closed(session.run);
  await test.host.close();
  const long = session.folder;
  expect(await failures(long)).toEqual([]);
  const { length } = await read("session.cast", long);
  expect(length).toBeGreaterThan(4 * 65_536);
  const where = async (change: (whole: Buffer) => Buffer | string) =>
    (await withChange("session.cast", change, long)).find((text) => text.includes("was changed"));
  const flip = (at: number) => (whole: Buffer) => {
    whole[at] = (whole[at] ?? 0) ^ 1;
    return whole;
  };
  expect(await where(flip(10))).toContain("changed between bytes 0 and 65536, lines 1 to ");
  expect(await where(flip(150_000))).toContain("changed between bytes 131072 and 196608, lines ");
  expect(await where((whole) => whole.subarray(0, 70_000))).toContain("changed after byte 65536");
  const last = Math.floor(length / 65_536) * 65_536;
  expect(await where((whole) => `${whole}\n`)).toContain(`changed after byte ${last}, from line `);
});

it("accepts events of unknown kinds, and still checks their chain", async () => {
  const known = await folders.session("true");
  const log = await read("events.jsonl", known.folder);
  const first: { hash: string } = JSON.parse(log.toString());
  const event = { type: "of-a-later-version", more: 1 };
  const line = { seq: 1, at: new Date().toISOString(), event, prev: first.hash };
  await writeFile(join(known.folder, "events.jsonl"), `${log}${seal(line).line}\n`);
  const test = startTestHost();
  test.post({ type: "open", session: known });
  await test.closed(known.run);
  await test.host.close();
  const { ok, checks } = await verifyRunFolder(known.folder);
  expect(ok).toBe(true);
  expect(checks[0]?.text).toContain("1 of a kind that this version does not know");
  expect(
    await withChange("events.jsonl", (whole) => `${whole}`.replace("later", "other"), known.folder),
  ).not.toEqual([]);
});

it("verifies a run from before manifests existed, with a note", async () => {
  const old = await mkdtemp(join(folders.root, "old-"));
  const cast = await read("session.cast");
  await writeFile(join(old, "session.cast"), cast);
  const log = await openEventLog(old);
  for (const { event } of (await readEvents(folder)).events) {
    if (event.type !== "session-started") await log.append(event);
    else {
      const { recorder: _, ...before } = event;
      await log.append(before);
    }
  }
  await log.close();
  await writeManifest(old);
  const { ok, checks } = await verifyRunFolder(old);
  expect(ok).toBe(true);
  expect(checks.at(-1)?.text).toContain("before runs had manifests");
});

it("checks a recording with its run, or alone", async () => {
  const path = join(folder, "session.cast");
  expect((await verifyCastFile(path)).checks).toHaveLength(6);
  const alone = join(folders.root, "copy.cast");
  await copyFile(path, alone);
  expect(await verifyCastFile(alone)).toMatchObject({ ok: true, checks: { length: 1 } });
  await writeFile(alone, "nothing\n");
  expect(await verifyCastFile(alone)).toMatchObject({
    ok: false,
    checks: [{ text: expect.stringContaining("Line 1 of the recording") }],
  });
  await rm(alone);
  expect((await verifyCastFile(alone)).ok).toBe(false);
});

it("shows the screen at a moment", async () => {
  const path = join(folders.root, "screen.cast");
  await writeFile(
    path,
    '{"version":3,"term":{"cols":10,"rows":3}}\n[1,"o","one\\r\\ntwo"]\n[1,"r","20x4"]\n' +
      '[1,"o","\\u001b[4;3Hend  "]\n[1,"o","\\r\\nmore"]',
  );
  expect(await screenAt(path, 0.5)).toEqual({ cols: 10, rows: 3, text: "" });
  expect(await screenAt(path, 1)).toEqual({ cols: 10, rows: 3, text: "one\ntwo" });
  expect(await screenAt(path, 3.5)).toEqual({ cols: 20, rows: 4, text: "one\ntwo\n\n  end" });
  expect((await screenAt(path, 99)).text).toBe("two\n\n  end\nmore");
  await expect(screenAt(join(folders.root, "none.cast"), 1)).rejects.toMatchObject({
    code: "file-missing",
  });
});
