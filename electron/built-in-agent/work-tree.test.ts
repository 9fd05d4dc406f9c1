import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorkTree, ToolFailure, type WorkTree } from "./work-tree";

let folder: string;
let tree: WorkTree;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-tree-"));
  await mkdir(join(folder, "wt/src"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(folder, "wt/src/a.ts"), "a\n");
  await writeFile(join(folder, "wt/.git"), "gitdir: elsewhere\n");
  tree = await openWorkTree(join(folder, "wt"));
});
afterEach(() => rm(folder, { recursive: true }));

test("reads, writes and lists files inside the tree", async () => {
  await tree.write("deep/er/b.ts", "b\n");
  expect(await tree.read("deep/er/b.ts")).toBe("b\n");
  expect(await tree.read(join(tree.root, "src/a.ts"))).toBe("a\n");
  expect(await tree.files(".", 10)).toEqual({ paths: ["deep/er/b.ts", "src/a.ts"], more: false });
  expect(await tree.files(".", 1)).toMatchObject({ more: true });
});

test("a byte-order mark and line ends are kept", async () => {
  await tree.write("bom.txt", "\uFEFFa\r\nb");
  expect(await tree.read("bom.txt")).toBe("\uFEFFa\r\nb");
});

describe("refuses", () => {
  test.each([
    "../secret.txt",
    "src/../../secret.txt",
    "/etc/passwd",
    "..",
    "src/\0a",
    ".git",
    ".GIT/config",
    "src/.git/hooks/pre-commit",
    "src/nowhere/../../../secret.txt",
  ])("%j", async (path) => {
    await expect(tree.read(path)).rejects.toBeInstanceOf(ToolFailure);
    await expect(tree.write(path, "x")).rejects.toBeInstanceOf(ToolFailure);
  });

  test("symbolic links that lead out, at any position in the path", async () => {
    await symlink(folder, join(folder, "wt/up"));
    await symlink(join(folder, "secret.txt"), join(folder, "wt/file"));
    await symlink(join(folder, "not-yet.txt"), join(folder, "wt/dangling"));
    for (const path of ["up/secret.txt", "up/new.txt", "up/a/b/new.txt", "file", "dangling"]) {
      await expect(tree.write(path, "x"), path).rejects.toBeInstanceOf(ToolFailure);
    }
    await expect(tree.read("up/secret.txt")).rejects.toBeInstanceOf(ToolFailure);
    await expect(tree.read("file")).rejects.toBeInstanceOf(ToolFailure);
    expect(await readFile(join(folder, "secret.txt"), "utf8")).toBe("secret");
    await expect(readFile(join(folder, "not-yet.txt"))).rejects.toThrow();
  });

  test("a link to .git under another name", async () => {
    await symlink(join(folder, "wt/.git"), join(folder, "wt/other"));
    await expect(tree.read("other")).rejects.toBeInstanceOf(ToolFailure);
  });

  test("folders, and files that are not text", async () => {
    await writeFile(join(folder, "wt/image"), Buffer.from([0x89, 0xff, 0xfe]));
    await expect(tree.read("src")).rejects.toBeInstanceOf(ToolFailure);
    await expect(tree.read("image")).rejects.toThrow("image is not text.");
  });
});

test("a link inside the tree is followed", async () => {
  await symlink("src", join(folder, "wt/link"));
  expect(await tree.read("link/a.ts")).toBe("a\n");
});

test("no file outside is written, for any path", async () => {
  await symlink(folder, join(folder, "wt/up"));
  const part = fc.constantFrom("..", ".", "src", "up", ".git", "a", "wt", "secret.txt", "");
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (parts, top) => {
        const path = (top ? "/" : "") + parts.join("/");
        await tree.write(path || ".", "x").catch((error: unknown) => {
          expect(error).toBeInstanceOf(ToolFailure);
        });
        expect(await readFile(join(folder, "secret.txt"), "utf8")).toBe("secret");
        expect(await readFile(join(folder, "wt/.git"), "utf8")).toBe("gitdir: elsewhere\n");
      },
    ),
    { numRuns: 200 },
  );
});
