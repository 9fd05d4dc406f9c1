import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { projectAt } from "./project-at";

let top: string;
beforeEach(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), "project-at-")));
  await mkdir(join(top, "app/specs/001-a/backend"), { recursive: true });
  await mkdir(join(top, "app/src"));
  await mkdir(join(top, "bare"));
  for (const file of ["app/specs/001-a/tasks.md", "app/src/a.ts", "bare/a.md"])
    await writeFile(join(top, file), "");
});
afterEach(() => rm(top, { recursive: true, force: true }));

it.each([
  [
    "app/specs/001-a/tasks.md",
    "is a file, not a folder. Name the feature's folder: TOP/app/specs/001-a",
  ],
  ["app/src/a.ts", "is a file, not a folder. Name the project's folder: TOP/app"],
  ["bare/a.md", "is a file, not a folder. Name a project, or a feature's folder."],
  [
    "app/specs/001-a/backend",
    "has no specs folder. Name the feature's folder: TOP/app/specs/001-a",
  ],
  ["app/src", "has no specs folder. Name the project's folder: TOP/app"],
  ["bare", "has no specs folder. Name a project, or a feature's folder."],
  ["none", "There is no folder TOP/none."],
])("says which folder to name instead of %s", async (named, words) => {
  const message = expect.stringContaining(words.replaceAll("TOP", top));
  await expect(projectAt(join(top, named))).rejects.toMatchObject({ message });
});

it.each<[string, (path: string) => Promise<unknown>, string]>([
  ["a file", (path) => writeFile(path, ""), "is a file, and specs are read from a folder"],
  ["a link in a circle", (path) => symlink(path, path), "is a link that leads in a circle"],
  ["a link to nothing", (path) => symlink("gone", path), "is a link that leads to nothing"],
])("names the entry in the place of the specs folder: %s", async (_name, make, words) => {
  for (const name of ["specs", "openspec", ".kiro"]) {
    const path = join(top, "bare", name);
    await make(path);
    const message = expect.stringContaining(`${path} ${words}`);
    await expect(projectAt(join(top, "bare"))).rejects.toMatchObject({ message });
    await rm(path);
  }
});

it("finds specs of one format when those of another are damaged", async () => {
  await symlink("openspec", join(top, "app/openspec"));
  await expect(projectAt(join(top, "app"))).resolves.toEqual({ root: join(top, "app"), under: "" });
});

it("says that the named folder is a link in a circle", async () => {
  const path = join(top, "circle");
  await symlink(path, path);
  await expect(projectAt(path)).rejects.toThrow(`${path} is a link that leads in a circle.`);
});
