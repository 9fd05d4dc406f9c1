import { Problem } from "@shared/base/problem";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestOf } from "./digest";
import { openProjectFiles, type ProjectFiles } from "./project-files";
import { type TestFolder, testFolder } from "./testing";

let test: TestFolder;
let files: ProjectFiles;
beforeEach(() => {
  test = testFolder();
  files = openProjectFiles(test.path);
});
afterEach(() => test.dispose());

const code = (work: Promise<unknown>) =>
  work.then(
    () => "fine",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

/** The edit that replaces the whole of a text by another one of the same length. */
const replaceAll = (insert: string) => ({ from: 0, to: insert.length, insert });

describe("documents", () => {
  it("are read and written back byte for byte, with any content", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (content) => {
        const bytes = Buffer.from(`\ufeff${content}`, "utf8");
        test.put("a.md", bytes);
        const { text, digest, readOnly } = await files.read("a.md");
        expect(readOnly).toBeUndefined();
        expect(digest).toBe(digestOf(bytes));
        expect(await files.write("a.md", replaceAll(text), digest)).toEqual({ digest });
        expect(test.bytes("a.md")).toEqual(bytes);
      }),
      { numRuns: 50 },
    );
  });

  it("that are not UTF-8 can be read and not edited", async () => {
    test.put("a.md", new Uint8Array([0x41, 0xff, 0x42]));
    expect(await files.read("a.md")).toMatchObject({ text: "A\ufffdB", readOnly: "not-utf8" });
  });

  it("that are read-only give an error", async () => {
    test.put("a.md", "x", 0o444);
    expect(await files.read("a.md")).toMatchObject({ readOnly: "no-permission" });
  });

  it("are refused when they are missing, outside the project, too large, not Markdown, or end in half a character", async () => {
    test.put("a.md", "x");
    const { digest } = await files.read("a.md");
    expect(await code(files.read("b.md"))).toBe("file-missing");
    expect(await code(files.read("../b.md"))).toBe("outside-project");
    expect(await code(files.write("a.md", replaceAll("\ud800"), digest))).toBe("bad-request");
    expect(await code(files.write("a.md", replaceAll("y"), digestOf(Buffer.from("z"))))).toBe(
      "changed-outside",
    );
    test.put("package.json", "{}");
    expect(
      await code(files.write("package.json", replaceAll("y"), digestOf(Buffer.from("{}")))),
    ).toBe("cannot-write");
    test.put("large.md", Buffer.alloc(20_000_001, 0x61));
    expect(await code(files.read("large.md"))).toBe("not-text");
    expect(test.read("a.md")).toBe("x");
  });

  it("are created with their folders, once", async () => {
    const { digest } = await files.create("specs/001-a/spec.md", "# A\n");
    expect(await files.read("specs/001-a/spec.md")).toMatchObject({ text: "# A\n", digest });
    expect(await code(files.create("specs/001-a/spec.md", "# B\n"))).toBe("changed-outside");
    test.link("out", "/tmp");
    expect(await code(files.create("out/x/y.md", ""))).toBe("outside-project");
  });
});

describe("images", () => {
  it("are data URLs of the image kinds that a window shows", async () => {
    const png = Buffer.from("89504e470d0a1a0a00", "hex");
    test.put("a.PNG", png);
    test.put("b.svg", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>');
    expect(await files.image("a.PNG")).toEqual({
      url: `data:image/png;base64,${png.toString("base64")}`,
    });
    expect((await files.image("b.svg"))?.url).toMatch(/^data:image\/svg\+xml;base64,/);
  });

  it("are null when missing, disguised or of another kind; links out are refused", async () => {
    test.put("a.png", "<html>");
    test.put("b.html", "<html>");
    for (const path of ["a.png", "b.html", "c.gif"]) expect(await files.image(path)).toBeNull();
    test.link("d.png", "/etc/hostname");
    expect(await code(files.image("d.png"))).toBe("outside-project");
  });
});

it("lists a folder, with links to folders as folders", async () => {
  test.put("specs/b/x", "");
  test.put("specs/a.md", "");
  test.link("specs/c", "b");
  expect(await files.list("specs")).toEqual([
    { name: "a.md", folder: false },
    { name: "b", folder: true },
    { name: "c", folder: true },
  ]);
  expect(await files.list("missing")).toEqual([]);
});
