import { execFileSync } from "node:child_process";
import { copyFile, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { redactionRules } from "@shared/recordings/redact";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createFolders, startTestHost } from "../../pty-host/host.fixture";
import { exportRecording } from "./exports/export";
import { terminalAt } from "./screen-at";
import { verifyRunFolder } from "./verify-run";

let folders: Awaited<ReturnType<typeof createFolders>>;
let folder: string;
const names = ["session.cast", "events.jsonl", "manifest.json", "exchange.jsonl"] as const;

beforeAll(async () => {
  folders = await createFolders();
  const session = await folders.session("echo hello", { banner: [] });
  folder = session.folder;
  const test = startTestHost();
  test.post({ type: "open", session });
  await test.closed(session.run);
  await test.host.close();
});
afterAll(() => folders.remove());

/** A copy of the run's folder in which one file is replaced. */
async function withInstead(name: string, make: (path: string) => void | Promise<void>) {
  const copy = await mkdtemp(join(folder, "..", "kinds-"));
  for (const each of names) await copyFile(join(folder, each), join(copy, each)).catch(() => 0);
  await rm(join(copy, name), { force: true });
  await make(join(copy, name));
  return copy;
}

it.runIf(process.platform !== "win32").each(names)(
  "reports it, without waiting, when %s is a pipe, a device, a folder or a link",
  async (name) => {
    const kinds: ((path: string) => void | Promise<void>)[] = [
      (path) => void execFileSync("mkfifo", [path]),
      (path) => symlink("/dev/zero", path),
      (path) => symlink(join(folder, name), path),
      (path) => void execFileSync("mkdir", [path]),
    ];
    for (const make of kinds) {
      const copy = await withInstead(name, make);
      const found = await verifyRunFolder(copy);
      // This run has no digest of an exchange, so an unreadable exchange is not checked.
      if (name !== "exchange.jsonl") expect(found.ok).toBe(false);
      await rm(copy, { recursive: true });
    }
  },
);

it.runIf(process.platform !== "win32")(
  "does not wait for a pipe in the place of the recording",
  async () => {
    const copy = await withInstead("session.cast", (path) => void execFileSync("mkfifo", [path]));
    await expect(terminalAt(join(copy, "session.cast"), 1)).rejects.toThrow(/recording/i);
  },
);

it("refuses to make a page of a recording without a header, with one message", async () => {
  const unheard: unknown[] = [];
  const hear = (reason: unknown) => unheard.push(reason);
  process.on("unhandledRejection", hear);
  try {
    const from = join(folder, "..", "damaged.cast");
    await writeFile(from, "nothing that is a recording\n".repeat(3));
    const exporting = exportRecording(
      {
        from,
        to: join(folder, "..", "damaged.html"),
        format: "html",
        title: "Recording",
        replace: false,
        signal: new AbortController().signal,
        progress: () => undefined,
      },
      { player: from, env: {}, rules: redactionRules([], []) },
    );
    await expect(exporting).rejects.toMatchObject({ code: "recording-damaged" });
    await new Promise((resolve) => setImmediate(resolve));
    expect(unheard).toEqual([]);
  } finally {
    process.off("unhandledRejection", hear);
  }
});
