import { readlinkSync } from "node:fs";
import { rename, symlink } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdFolder, locate, openInside } from "./path-guard";
import { type TestFolder, testFolder } from "./testing";

let test: TestFolder;
let root: string;
beforeEach(() => {
  test = testFolder();
  root = test.at("project");
  test.put("project/specs/001-a/spec.md", "inside");
  test.put("outside/secret.md", "secret");
});
afterEach(() => test.dispose());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "fine",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

async function content(path: string): Promise<string> {
  const { handle } = await openInside(root, path);
  try {
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

describe("the path guard", () => {
  it("opens files inside the project, also through links that stay inside", async () => {
    test.link("project/link.md", "specs/001-a/spec.md");
    test.link("project/folder", "specs/001-a");
    for (const path of ["specs/001-a/spec.md", "link.md", "folder/spec.md"])
      expect(await content(path)).toBe("inside");
    test.link("alias", root);
    expect((await locate(test.at("alias"), "link.md")).path).toBe(`${root}/specs/001-a/spec.md`);
  });

  it("resolves the top folder again for each call, and once for simultaneous calls", async () => {
    test.put("moved/specs/001-a/spec.md", "moved");
    test.link("alias", root);
    const paths = await Promise.all(
      [1, 2, 3].map(async () => (await locate(test.at("alias"), "specs/001-a/spec.md")).path),
    );
    expect(new Set(paths)).toEqual(new Set([`${root}/specs/001-a/spec.md`]));
    test.link("next", test.at("moved"));
    await rename(test.at("next"), test.at("alias"));
    expect((await locate(test.at("alias"), "specs/001-a/spec.md")).path).toBe(
      test.at("moved/specs/001-a/spec.md"),
    );
  });

  it("refuses links that lead out, whole or in part", async () => {
    test.link("project/file.md", test.at("outside/secret.md"));
    test.link("project/up.md", "../outside/secret.md");
    test.link("project/folder", test.at("outside"));
    test.link("project/twice", "folder");
    test.link("project/same", "/proc/self/root");
    const paths = [
      "file.md",
      "up.md",
      "folder/secret.md",
      "folder/new.md",
      "twice/secret.md",
      "folder/a/b.md",
    ];
    for (const path of [...paths, `same${test.at("outside/secret.md")}`]) {
      expect(await codeOf(locate(root, path)), path).toBe("outside-project");
      expect(await codeOf(content(path)), path).toBe("outside-project");
    }
  });

  it("refuses a folder whose name begins with the project folder's name", async () => {
    test.put("project-two/x.md", "no");
    test.link("project/two", "../project-two");
    expect(await codeOf(content("two/x.md"))).toBe("outside-project");
  });

  it("refuses git's own folder under all its names", async () => {
    test.put("project/.git/config", "x");
    test.link("project/g", ".git");
    test.put("project/sub/.GIT/config", "x");
    for (const path of [
      ".git/config",
      "g/config",
      "sub/.GIT/config",
      ".git/new",
      ".Git /x",
      "git~1/x",
      ".g\u200cit/x",
    ])
      expect(["outside-project", "file-missing"], path).toContain(await codeOf(locate(root, path)));
    for (const path of [".git/config", "g/config", "sub/.GIT/config", ".git/new"])
      expect(await codeOf(locate(root, path)), path).toBe("outside-project");
    test.put("project/.gitignore", "x");
    expect(await content(".gitignore")).toBe("x");
  });

  it("reports missing files, and paths that are not files", async () => {
    test.link("project/nowhere.md", "missing.md");
    test.link("project/loop.md", "loop.md");
    for (const path of [
      "missing.md",
      "nowhere.md",
      "loop.md",
      "specs",
      "missing/x.md",
      "specs/001-a/spec.md/x",
    ])
      expect(await codeOf(content(path)), path).toBe("file-missing");
    expect(await locate(root, "specs/new.md")).toMatchObject({ exists: false, name: "new.md" });
  });

  it("holds a folder open: a link that replaces it later has no effect", async () => {
    const place = await locate(root, "specs/001-a/spec.md");
    const folder = await holdFolder(root, place);
    try {
      await rename(test.at("project/specs/001-a"), test.at("project/specs/moved"));
      await symlink(test.at("outside"), test.at("project/specs/001-a"));
      if (process.platform === "linux")
        expect(readlinkSync(folder.at(".").replace(/\/\.?$/, ""))).toBe(`${root}/specs/moved`);
    } finally {
      await folder.close();
    }
    // The place was found before the replacement, and the folder is opened after it.
    expect(await codeOf(holdFolder(root, place))).not.toBe("fine");
  });

  it("never opens a file outside the project, for any path and links", async () => {
    const part = fc.constantFrom(
      "a",
      "b",
      "l",
      "..",
      ".",
      "",
      "specs",
      "001-a",
      "spec.md",
      "secret.md",
      "/",
      "\\",
      "\0",
      "~",
    );
    const target = fc.constantFrom(
      "..",
      "../..",
      "../outside",
      "../outside/secret.md",
      "specs",
      "a/b",
      "/",
      "/etc",
      ".",
      "l",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 6 }),
        target,
        target,
        async (parts, one, two) => {
          for (const [name, to] of [
            ["l", one],
            ["a", two],
          ] as const) {
            test.remove(`project/${name}`);
            test.link(`project/${name}`, to);
          }
          const path = parts.join("/");
          const found = await locate(root, path).catch((error: unknown) => {
            if (error instanceof Problem) return undefined;
            throw error;
          });
          if (found !== undefined) expect(found.path.startsWith(`${root}/`)).toBe(true);
          const opened = await openInside(root, path).catch((error: unknown) => {
            if (error instanceof Problem) return undefined;
            throw error;
          });
          if (opened === undefined) return;
          const { handle } = opened;
          const text = await handle.readFile("utf8").finally(() => handle.close());
          expect(text).toBe("inside");
        },
      ),
      { numRuns: 300 },
    );
  });
});
