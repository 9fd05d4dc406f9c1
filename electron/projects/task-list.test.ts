import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openProjectFiles } from "../files/project-files";
import { readFeatures } from "./features";
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
  return readTaskList(files, feature);
}

it.each<[string, () => Promise<unknown>]>([
  ["a folder in its place", () => mkdir(file)],
  ["a link to nothing", () => symlink(join(root, "nowhere"), file)],
  ["a link to itself", () => symlink(file, file)],
  ["a link out of the project", () => symlink("/etc/passwd", file)],
  ["UTF-16", () => writeFile(file, Buffer.from("\ufeff- [ ] T001 a\n", "utf16le"))],
])("says that a list cannot be read: %s", async (_name, make) => {
  await make();
  const { tasks, unread } = await read();
  expect(tasks).toEqual([]);
  expect(unread).toMatchObject([{ path: "specs/001-a/tasks.md", line: 1, done: false }]);
});

it("says nothing of a list that is not there", async () => {
  expect((await read()).unread).toEqual([]);
});
