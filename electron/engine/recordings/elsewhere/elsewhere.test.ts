import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import {
  lutimes,
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
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { aRecording, aRun } from "@shared/base/testing";
import { castHeaderLine } from "@shared/recordings/asciicast";
import { createdEvent } from "@shared/runs/run.fixture";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEventLog } from "../../../run-folder/event-log";
import { buildIndex } from "../index/build";
import { createRecordingIndexes } from "../index/recording-indexes";
import { importedFolder, importRun, listImported, removeImported } from "./imported";
import { keepIndexes } from "./kept";
import { createOpenedRecordings } from "./opened";

let base: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "specwright-elsewhere-")));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const cast = `${castHeaderLine({ cols: 80, rows: 24, title: "Theirs", timestamp: 1_700_000_000 })}[1,"o","a"]\n`;

describe("an opened recording", () => {
  it("is read in place, in any version, and leaves no file behind when it is closed", async () => {
    const root = join(base, "opened");
    const opened = createOpenedRecordings(root);
    const file = join(base, "a.cast");
    await writeFile(file, cast);
    const three = await opened.open(file);
    expect(three).toMatchObject({ name: "a.cast", path: file, version: 3, title: "Theirs" });
    expect(three.recordedAt).toBe("2023-11-14T22:13:20.000Z");
    expect((await opened.open(file)).id).toBe(three.id);
    const textOf = (id: string) =>
      readFile(join(opened.folder(aRecording(id)) ?? "", "session.cast"), "utf8");
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

  it("is refused with a message when the file is not a recording", async () => {
    const opened = createOpenedRecordings(join(base, "opened"));
    await writeFile(join(base, "note.cast"), "hello\n");
    await expect(opened.open(join(base, "note.cast"))).rejects.toThrow(/Line 1/);
    await writeFile(join(base, "packed.cast"), gzipSync(cast));
    await expect(opened.open(join(base, "packed.cast"))).rejects.toThrow("compressed (gzip)");
    await expect(opened.open(base)).rejects.toThrow("is a folder");
    await expect(opened.open(join(base, "gone"))).rejects.toMatchObject({ code: "file-missing" });
    await expect(opened.open("/dev/zero")).rejects.toMatchObject({ code: "file-missing" });
  });
});

describe("the kept index of an opened recording", () => {
  const root = () => join(base, "opened");
  const open = async (...names: string[]) => {
    const opened = createOpenedRecordings(root());
    const folders: string[] = [];
    for (const name of names) {
      const { id } = await opened.open(join(base, name));
      folders.push(opened.folder(id) ?? "");
    }
    return { opened, folders };
  };

  it("is kept while the recording exists", async () => {
    await writeFile(join(base, "a.cast"), cast);
    await writeFile(
      join(base, "old.json"),
      JSON.stringify({ version: 1, width: 8, height: 2, stdout: [[1, "x"]] }, undefined, 1),
    );
    const first = await open("a.cast", "old.json");
    const [mine = "", old = ""] = first.folders;
    for (const folder of [mine, old]) await writeFile(join(folder, "index"), "index");
    await writeFile(join(mine, "index.ab12.tmp"), "half");
    await first.opened.close();
    expect(await readdir(root())).toEqual([basename(mine)]);
    expect((await readdir(mine)).sort()).toEqual(["index", "session.cast"]);

    // Also after a crash, which runs no clean-up.
    const second = await open("a.cast");
    expect(second.folders).toEqual([mine]);
    const third = await open("a.cast");
    expect(await readFile(join(mine, "index"), "utf8")).toBe("index");
    expect(await readFile(join(mine, "session.cast"), "utf8")).toBe(cast);
    await rm(join(base, "a.cast"));
    await third.opened.close();
    expect(await readdir(base)).not.toContain("opened");
  });

  it("is used again until the recording changes", async () => {
    const built: string[] = [];
    const launch = async () => {
      const { opened, folders } = await open("a.cast");
      const indexes = createRecordingIndexes((from, to, options) => {
        built.push(from);
        return buildIndex(from, to, options);
      });
      await indexes.part(folders[0] ?? "", 0);
      await indexes.close();
      await opened.close();
      return built.length;
    };
    await writeFile(join(base, "a.cast"), cast);
    expect(await launch()).toBe(1);
    expect(await launch()).toBe(1);
    await writeFile(join(base, "a.cast"), `${cast}[1,"o","b"]\n`);
    expect(await launch()).toBe(2);
  });

  it("is kept within limits of number and bytes, the latest first", async () => {
    const names = ["a.cast", "b.cast", "c.cast", "d.cast"];
    for (const name of names) await writeFile(join(base, name), cast);
    const { folders } = await open(...names);
    for (const [n, folder] of folders.entries()) {
      await writeFile(join(folder, "index"), "x".repeat(10));
      await lutimes(join(folder, "session.cast"), 1000 + n, 1000 + n);
    }
    const [a = "", b = "", c = "", d = ""] = folders.map((folder) => basename(folder));
    const kept = async () => (await readdir(root())).sort();
    await keepIndexes(root(), { count: 3, bytes: 100 });
    expect(await kept()).toEqual([b, c, d].sort());
    await keepIndexes(root(), { count: 3, bytes: 20 });
    expect(await kept()).toEqual([c, d].sort());
    expect(a).not.toBe(b);
    await keepIndexes(root(), { count: 0, bytes: 20 });
    expect(await readdir(base)).not.toContain("opened");
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

  it("is a copy of the known files, described by its events", async () => {
    const folder = await theirs();
    const log = await openEventLog(folder);
    await log.append(createdEvent({ run: aRun("elsewhere") }));
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

    // With a damaged log, or one whose ID is a path, the description is empty, and the recording is still listed.
    const logged = await readFile(join(copied, "events.jsonl"), "utf8");
    for (const text of ["{}\n", logged.replace('"run":"elsewhere"', '"run":"../../elsewhere"')]) {
      await writeFile(join(copied, "events.jsonl"), text);
      const [damaged] = await listImported(into());
      expect(damaged?.imported).toEqual({ at: imported.imported?.at });
    }

    await expect(removeImported(into(), aRecording("theirs"))).rejects.toMatchObject({
      code: "run-missing",
    });
    await removeImported(into(), imported.id);
    expect(await readdir(into())).toEqual([]);
    expect(await readdir(folder)).toContain("session.cast");
  });

  it("reports its progress, and leaves no file behind when it is cancelled or killed", async () => {
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

  it("refuses links, pipes, files that are too large and folders without a recording", async () => {
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
