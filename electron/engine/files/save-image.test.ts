import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openProjectFiles } from "./project-files";
import { safeStem } from "./save-image";

const png = Buffer.from("\x89PNG\r\n\x1a\n rest", "latin1");
const svg = Buffer.from(
  '<?xml version="1.0"?>\n<!-- a -->\n<svg xmlns="http://www.w3.org/2000/svg"/>',
);
const document = "specs/001-a/spec.md";

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "specwright-image-")));
  await mkdir(join(root, "specs/001-a/checklists"), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const save = (name: string, bytes: Uint8Array, from = document) =>
  openProjectFiles(root).saveImage(from, name, bytes);

describe("saving an image", () => {
  it("makes the folder and never takes a name twice", async () => {
    expect(await save("My chart (1).png", png)).toEqual({ href: "assets/My-chart-1.png" });
    expect(await save("My chart (1).jpeg", png)).toEqual({ href: "assets/My-chart-1-2.png" });
    expect(await save("flow.svg", svg, "specs/001-a/checklists/ux.md")).toEqual({
      href: "../assets/flow.svg",
    });
    expect((await readdir(join(root, "specs/001-a/assets"))).sort()).toEqual([
      "My-chart-1-2.png",
      "My-chart-1.png",
      "flow.svg",
    ]);
    expect(await readFile(join(root, "specs/001-a/assets/My-chart-1.png"))).toEqual(png);
  });

  it("names a picture from the clipboard by the current time", async () => {
    expect((await save("image.png", png)).href).toMatch(/^assets\/image-\d{8}-\d{6}\.png$/);
  });

  it("refuses files that are not images or are too large, with a message", async () => {
    await expect(save("a.png", Buffer.from("<html><svg></svg>"))).rejects.toThrow(/not a PNG/);
    const large = Buffer.alloc(20_000_001);
    png.copy(large);
    await expect(save("a.png", large)).rejects.toThrow(/20 MB/);
    expect(await readdir(join(root, "specs/001-a"))).toEqual(["checklists"]);
  });

  it("does not leave the project", async () => {
    await symlink(tmpdir(), join(root, "specs/001-a/assets"));
    await expect(save("a.png", png)).rejects.toMatchObject({ code: "outside-project" });
    await expect(save("a.png", png, "../spec.md")).rejects.toMatchObject({
      code: "outside-project",
    });
  });

  it("makes any name safe", () => {
    expect(safeStem("../../etc/passwd.png")).toBe("etc-passwd");
    expect(safeStem("画面 1.png")).toBe("画面-1");
    expect(safeStem("CON.png")).toBe("CON-image");
    expect(safeStem(".png")).toBe("png");
    expect(safeStem("…")).toBeUndefined();
  });
});
