import { readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, rename, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type DocumentWatcher, watchDocuments } from "./document-watcher";

let top: string;
let watcher: DocumentWatcher | undefined;
let documents: string[];
let listed: number;

beforeEach(async () => {
  top = join(await mkdtemp(join(tmpdir(), "documents-")), "specs");
  documents = [];
  listed = 0;
});
afterEach(() => {
  watcher?.close();
  rmSync(dirname(top), { recursive: true, force: true });
});

async function put(path: string, text = "# A\n"): Promise<void> {
  await mkdir(dirname(join(top, path)), { recursive: true });
  await writeFile(join(top, path), text);
}

async function start(): Promise<void> {
  watcher = watchDocuments(top, {
    document: (path) => documents.push(path),
    listed: () => {
      listed += 1;
    },
    failed: (error) => {
      throw error;
    },
  });
  await watcher.ready;
}

const sees = (...paths: string[]) =>
  vi.waitFor(() => expect([...new Set(documents)].sort()).toEqual(paths.sort()), 20_000);

/** The number of the process's inotify watches; proc(5). */
function watches(): number {
  return readdirSync("/proc/self/fdinfo")
    .map((fd) => {
      try {
        return readFileSync(`/proc/self/fdinfo/${fd}`, "utf8");
      } catch {
        // The descriptor of the listing itself is closed already.
        return "";
      }
    })
    .flatMap((text) => text.match(/^inotify/gm) ?? []).length;
}

it.runIf(process.platform === "linux")(
  "needs one watch for each folder, and none for a file",
  async () => {
    const folders = Array.from({ length: 10 }, (_, n) => `00${n}-feature`);
    for (const folder of folders)
      for (let n = 0; n < 20; n += 1) await put(`${folder}/document-${n}.md`);
    await put("node_modules/package/README.md");
    const before = watches();
    await start();
    expect(watches() - before).toBe(folders.length + 1);
    rmSync(join(top, "000-feature"), { recursive: true });
    await vi.waitFor(() => expect(watches() - before).toBe(folders.length), 20_000);
  },
);

it("finds every file of many folders that are made at once", async () => {
  await put("001-a/spec.md");
  await start();
  const paths = Array.from({ length: 500 }, (_, n) => `00${n % 9}-b/layer-${n % 40}/${n}.md`);
  await Promise.all(paths.map((path) => put(path)));
  await sees(...paths);
});

it("tells a changed file from one that came or went", async () => {
  await put("001-a/spec.md");
  await put("001-a/plan.md");
  await start();
  const before = listed;
  await put("001-a/spec.md", "# B\n");
  await sees("001-a/spec.md");
  // An editor's save: a new file in the place of the old one.
  await put("001-a/plan.md.new", "# P\n");
  await sees("001-a/spec.md", "001-a/plan.md.new");
  documents = [];
  expect(listed).toBeGreaterThan(before);
  const then = listed;
  await rename(join(top, "001-a/plan.md.new"), join(top, "001-a/plan.md"));
  await sees("001-a/plan.md", "001-a/plan.md.new");
  expect(listed).toBe(then + 1);
});

it("follows folders that are renamed, replaced and removed", async () => {
  await put("001-a/checklists/one.md");
  await start();
  await rename(join(top, "001-a"), join(top, "002-b"));
  await sees("001-a/checklists/one.md", "002-b/checklists/one.md");
  documents = [];
  await put("002-b/checklists/one.md", "# B\n");
  await sees("002-b/checklists/one.md");
  documents = [];
  rmSync(join(top, "002-b"), { recursive: true });
  await put("002-b/checklists/two.md");
  await sees("002-b/checklists/one.md", "002-b/checklists/two.md");
  documents = [];
  await put("002-b/checklists/two.md", "# C\n");
  await sees("002-b/checklists/two.md");
});

it("finds the documents of a top folder that comes, goes and comes again", async () => {
  await start();
  for (const name of ["001-a/spec.md", "002-b/spec.md"]) {
    await put(name);
    watcher?.lookAgain();
    await sees(name);
    documents = [];
    rmSync(top, { recursive: true });
    watcher?.lookAgain();
    await sees(name);
    documents = [];
  }
});

it("sees a folder in a file's place, and a file in a folder's place", async () => {
  await put("001-a/tasks.md");
  await start();
  rmSync(join(top, "001-a/tasks.md"));
  await put("001-a/tasks.md/inner.md");
  await sees("001-a/tasks.md", "001-a/tasks.md/inner.md");
  documents = [];
  rmSync(join(top, "001-a/tasks.md"), { recursive: true });
  await put("001-a/tasks.md");
  await sees("001-a/tasks.md", "001-a/tasks.md/inner.md");
});

it("does not follow links, which may lead out of the project", async () => {
  const outside = join(dirname(top), "outside");
  await mkdir(outside);
  await put("001-a/spec.md");
  await symlink(outside, join(top, "002-link"));
  await start();
  await writeFile(join(outside, "spec.md"), "# A\n");
  await put("001-a/spec.md", "# B\n");
  await sees("001-a/spec.md");
});
