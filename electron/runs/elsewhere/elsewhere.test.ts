import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { castHeaderLine } from "@shared/recordings/asciicast";
import { createdEvent } from "@shared/runs/run.fixture";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEventLog } from "../event-log";
import { importedFolder, importRun, listImported, removeImported } from "./imported";
import { createOpenedRecordings } from "./opened";

let base: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "specwright-elsewhere-")));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const cast = `${castHeaderLine({ cols: 80, rows: 24, title: "Theirs", timestamp: 1_700_000_000 })}[1,"o","a"]\n`;

describe("an opened recording", () => {
  it("is read where it is, in whatever version, and leaves nothing when it is closed", async () => {
    const root = join(base, "opened");
    const opened = createOpenedRecordings(root);
    const file = join(base, "a.cast");
    await writeFile(file, cast);
    const three = await opened.open(file);
    expect(three).toMatchObject({ name: "a.cast", path: file, version: 3, title: "Theirs" });
    expect(three.recordedAt).toBe("2023-11-14T22:13:20.000Z");
    expect((await opened.open(file)).id).toBe(three.id);
    const textOf = (id: string) => readFile(join(opened.folder(id) ?? "", "session.cast"), "utf8");
    expect(await textOf(three.id)).toBe(cast);

    const old = join(base, "b.json");
    await writeFile(
      old,
      JSON.stringify({ version: 1, width: 8, height: 2, stdout: [[1, "x"]] }, undefined, 1),
    );
    const one = await opened.open(old);
    expect(one).toMatchObject({ version: 1, cols: 8, rows: 2 });
    expect(await textOf(one.id)).toContain('[1, "o", "x"]');

    await opened.close();
    expect(opened.folder(three.id)).toBeUndefined();
    expect(await readFile(file, "utf8")).toBe(cast);
    expect((await readdir(base)).sort()).toEqual(["a.cast", "b.json"]);
  });

  it("is refused in words when it is none", async () => {
    const opened = createOpenedRecordings(join(base, "opened"));
    await writeFile(join(base, "note.cast"), "hello\n");
    await expect(opened.open(join(base, "note.cast"))).rejects.toThrow(/Line 1/);
    await expect(opened.open(base)).rejects.toMatchObject({ code: "file-missing" });
    await expect(opened.open(join(base, "gone"))).rejects.toMatchObject({ code: "file-missing" });
    await expect(opened.open("/dev/zero")).rejects.toMatchObject({ code: "file-missing" });
  });
});

describe("an imported run", () => {
  const into = () => join(base, "imported");
  const always = new AbortController().signal;
  const importIt = (folder: string, progress: (part: number) => void = () => undefined) =>
    importRun(folder, into(), { signal: always, progress });
  const theirs = async () => {
    const folder = join(base, "theirs");
    await mkdir(folder);
    await writeFile(join(folder, "session.cast"), cast);
    return folder;
  };

  it("is a copy of the files that are known, with what its events say", async () => {
    const folder = await theirs();
    const log = await openEventLog(folder);
    await log.append(createdEvent({ run: "../../elsewhere" }));
    await log.close();
    await writeFile(join(folder, "index"), "theirs");
    await mkdir(join(folder, "hooks"));
    const imported = await importIt(folder);
    expect(imported).toMatchObject({
      name: "theirs",
      path: folder,
      imported: { run: { task: { id: "T001" } } },
    });
    const copied = importedFolder(into(), imported.id) ?? "";
    expect((await readdir(copied)).sort()).toEqual(["events.jsonl", "import.json", "session.cast"]);
    expect(await listImported(into())).toEqual([imported]);

    // A damaged log says nothing, and the recording is there all the same.
    await writeFile(join(copied, "events.jsonl"), "{}\n");
    const [damaged] = await listImported(into());
    expect(damaged?.imported).toEqual({ at: imported.imported?.at });

    await expect(removeImported(into(), "../theirs")).rejects.toMatchObject({
      code: "run-missing",
    });
    await removeImported(into(), imported.id);
    expect(await readdir(into())).toEqual([]);
    expect(await readdir(folder)).toContain("session.cast");
  });

  it("tells how far it is; cancelled or left over it leaves nothing", async () => {
    const folder = await theirs();
    await writeFile(
      join(folder, "session.cast"),
      cast + `[0,"o","${"x".repeat(99)}"]\n`.repeat(9e3),
    );
    const parts: number[] = [];
    await importIt(folder, (part) => parts.push(part));
    expect(parts.length).toBeGreaterThan(3);
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
    expect(parts.at(-1)).toBe(1);
    const whole = await readdir(into());

    await mkdir(join(into(), ".imported-20260101-0123456789ab"));
    const life = new AbortController();
    let seen: readonly string[] = [];
    const importing = importRun(folder, into(), {
      signal: life.signal,
      progress: (part) => {
        if (part < 0.5) return;
        seen = readdirSync(into());
        life.abort();
      },
    });
    await expect(importing).rejects.toMatchObject({ name: "AbortError" });
    expect(seen).toHaveLength(whole.length + 1);
    expect(await readdir(into())).toEqual(whole);
  });

  it("takes no links, no pipes, nothing too large and nothing without a recording", async () => {
    const folder = await theirs();
    const refused = async (code: string) => {
      await expect(importIt(folder)).rejects.toMatchObject({ code });
      expect(await readdir(into())).toEqual([]);
    };
    const events = join(folder, "events.jsonl");
    await symlink("/etc/hostname", events);
    await refused("outside-project");
    await rm(events);
    execFileSync("mkfifo", [events]);
    await refused("outside-project");
    await rm(events);
    await writeFile(events, "");
    await truncate(events, 65 * 1024 * 1024);
    await refused("too-large");
    await rm(events);
    await writeFile(join(folder, "session.cast"), "nonsense\n");
    await refused("recording-damaged");
    await rm(join(folder, "session.cast"));
    await refused("run-missing");
  });
});
