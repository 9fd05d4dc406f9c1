import { utimesSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openProjectFiles } from "../files/project-files";
import { createFeatureMemory, type FeatureMemory } from "./feature-memory";
import { readFeatures } from "./features";

let top: string;
let memory: FeatureMemory;
let texts: string[];

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), "memory-"));
  for (const id of ["001-a", "002-b", "003-c"]) {
    await put(`specs/${id}/spec.md`, "# Feature Specification: One\n");
    await put(`specs/${id}/tasks.md`, "- [ ] T001 Do it\n");
    await put(`specs/${id}/backend/tasks.md`, "- [ ] T001 Do it\n");
    await put(`specs/${id}/checklists/a.md`, "");
  }
  // A file that was written just now may be written again at the same time, so it is always read.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  texts = [];
  const files = openProjectFiles(top);
  memory = createFeatureMemory(top, {
    ...files,
    text: (path) => {
      texts.push(path);
      return files.text(path);
    },
  });
  await memory.readAll();
  texts = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(top, { recursive: true, force: true });
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(top, path)), { recursive: true });
  await writeFile(join(top, path), text);
}

it("reads no text of a feature that did not change", async () => {
  const features = await memory.readAll();
  expect(features).toEqual(await readFeatures(openProjectFiles(top)));
  expect(texts).toEqual([]);
});

const changes: Record<string, () => Promise<unknown>> = {
  "a text": () => put("specs/002-b/spec.md", "# Two\n"),
  "a text of the same length, with its old time": async () => {
    const path = join(top, "specs/002-b/tasks.md");
    const { atime, mtime } = await stat(path);
    await writeFile(path, (await readFile(path, "utf8")).replace("[ ]", "[x]"));
    utimesSync(path, atime, mtime);
  },
  "a layer's list": () => put("specs/002-b/backend/tasks.md", "- [x] T001 Do it\n"),
  "a new layer": () => put("specs/002-b/frontend/tasks.md", "- [x] T001 Do it\n"),
  "a new document": () => put("specs/002-b/plan.md", "# Plan\n"),
  "a new checklist": () => put("specs/002-b/checklists/b.md", ""),
  "a removed list": () => rm(join(top, "specs/002-b/tasks.md")),
  "a folder in a list's place": async () => {
    await rm(join(top, "specs/002-b/tasks.md"));
    await mkdir(join(top, "specs/002-b/tasks.md"));
  },
  "another folder at the same path": async () => {
    await rename(join(top, "specs/002-b"), join(top, "old"));
    await put("specs/002-b/spec.md", "# Two\n");
  },
  "a link's target": async () => {
    await put("elsewhere/spec.md", "# Two\n");
    await rm(join(top, "specs/002-b"), { recursive: true });
    await symlink(join(top, "elsewhere"), join(top, "specs/002-b"));
    await memory.readAll();
    texts = [];
    await put("elsewhere/spec.md", "# Three\n");
  },
};

it.each(Object.entries(changes))(
  "reads the one feature again after a change of %s",
  async (_, change) => {
    const before = await memory.readAll();
    texts = [];
    await change();
    const features = await memory.readAll();
    expect(features).toEqual(await readFeatures(openProjectFiles(top)));
    expect(features).not.toEqual(before);
    expect(texts).not.toEqual([]);
    expect(texts.filter((path) => !path.startsWith("specs/002-b/"))).toEqual([]);
  },
);

it("always reads a text that was written a moment ago", async () => {
  vi.setSystemTime((await stat(join(top, "specs/002-b/spec.md"))).mtimeMs + 100);
  texts = [];
  const files = openProjectFiles(top);
  const counted = createFeatureMemory(top, {
    ...files,
    text: (path) => {
      texts.push(path);
      return files.text(path);
    },
  });
  await counted.readAll();
  const first = texts.length;
  await counted.readAll();
  expect(texts).toHaveLength(2 * first);
});

it("forgets a removed feature, and reads it when it is back", async () => {
  await rename(join(top, "specs/003-c"), join(top, "kept"));
  expect((await memory.readAll()).map(({ id }) => id)).toEqual(["001-a", "002-b"]);
  await rename(join(top, "kept"), join(top, "specs/003-c"));
  expect((await memory.readAll()).map(({ id }) => id)).toEqual(["001-a", "002-b", "003-c"]);
  expect(texts.length).toBeGreaterThan(0);
});
