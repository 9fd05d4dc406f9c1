import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createFolders, startTestHost } from "./pty-host/host.fixture";
import { screenAt } from "./screen-at";
import { verifyCastFile, verifyRunFolder } from "./verify";

let folders: Awaited<ReturnType<typeof createFolders>>;
let folder: string;

beforeAll(async () => {
  folders = await createFolders();
  const session = await folders.session("echo hello; printf '\\033[2;5Hthere'", { banner: [] });
  folder = session.folder;
  const test = startTestHost();
  test.post({ type: "open", session });
  await test.closed(session.run);
  await test.host.close();
});
afterAll(() => folders.remove());

it("finds every change of a single byte in a run's folder", async () => {
  expect((await verifyRunFolder(folder)).checks.map(({ ok }) => ok)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  for (const name of ["session.cast", "events.jsonl"]) {
    const path = join(folder, name);
    const whole = await readFile(path);
    for (let at = 0; at < whole.length; at += 7) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(path, changed);
      if ((await verifyRunFolder(folder)).ok) throw new Error(`${name}: byte ${at} unnoticed`);
    }
    await writeFile(path, whole.subarray(0, whole.length - 5));
    expect((await verifyRunFolder(folder)).ok).toBe(false);
    await writeFile(path, whole);
  }
  expect((await verifyRunFolder(folder)).ok).toBe(true);
});

it("checks a recording with its run, or alone", async () => {
  const path = join(folder, "session.cast");
  expect((await verifyCastFile(path)).checks).toHaveLength(4);
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
