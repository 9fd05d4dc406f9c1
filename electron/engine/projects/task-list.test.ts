import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openProjectFiles } from "../files/project-files";
import { readFeatures } from "./features";
import { featureInProject, featureWithin } from "./project-folder";
import { readTaskList } from "./task-list";

let root: string;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "task-list-"));
  const folder = join(root, "specs", "001-a");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "spec.md"), "# A\n");
  file = join(folder, "tasks.md");
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function read() {
  const files = openProjectFiles(root);
  const [feature] = await readFeatures(files);
  if (feature === undefined) throw new Error("The feature is missing");
  return { ...(await readTaskList(files, feature)), feature };
}

it.each<[string, () => Promise<unknown>]>([
  ["a folder in its place", () => mkdir(file)],
  ["a link to nothing", () => symlink(join(root, "nowhere"), file)],
  ["a link to itself", () => symlink(file, file)],
  ["a link out of the project", () => symlink("/etc/passwd", file)],
  ["UTF-16", () => writeFile(file, Buffer.from("\ufeff- [ ] T001 a\n", "utf16le"))],
])("says that a list cannot be read: %s", async (_name, make) => {
  await make();
  const { tasks, unread, feature } = await read();
  expect(tasks).toEqual([]);
  expect(feature).toMatchObject({ tasksTotal: 0, tasksUnread: 1, progress: { step: "implement" } });
  expect(unread).toMatchObject([{ path: "specs/001-a/tasks.md", line: 1, done: false }]);
});

it("says that a list may not be read, and reads the rest of the project", async () => {
  const files = openProjectFiles(root);
  await writeFile(file, "- [ ] T001 a\n");
  const refusing = {
    ...files,
    text: async (path: string) => {
      if (path.endsWith("tasks.md")) throw Object.assign(new Error("denied"), { code: "EACCES" });
      return files.text(path);
    },
  };
  const [feature] = await readFeatures(refusing);
  expect(feature).toMatchObject({ title: "A", tasksUnread: 1 });
  expect(feature?.unreadableLists).toMatchObject([
    { reason: expect.stringContaining("you may not read it") },
  ]);
});

it("tells the board why a list cannot be read, also in a project within a repository", async () => {
  await mkdir(file);
  const { unread, feature } = await read();
  const [reason] = unread.map((it) => it.reason);
  expect(reason).toBe("The list cannot be read. A folder stands in its place. Move it away.");
  expect(feature.unreadableLists).toEqual([{ path: "specs/001-a/tasks.md", reason }]);
  const inner = featureWithin("packages/app", feature);
  expect(inner.unreadableLists).toEqual([{ path: "packages/app/specs/001-a/tasks.md", reason }]);
  expect(featureInProject("packages/app", inner)).toEqual(feature);
});

it("says that a layer has a list and the feature's own cannot be read", async () => {
  await mkdir(file);
  await mkdir(join(file, "..", "backend"));
  await writeFile(join(file, "..", "backend", "tasks.md"), "- [ ] T001 a\n");
  const { tasks, unread, feature } = await read();
  expect(tasks).toHaveLength(1);
  expect(unread).toHaveLength(1);
  expect(feature).toMatchObject({ tasksTotal: 1, tasksUnread: 1 });
});

it("says nothing of a list that is not there", async () => {
  const { unread, feature } = await read();
  expect(unread).toEqual([]);
  expect(feature.tasksUnread).toBeUndefined();
});
