import { execFile } from "node:child_process";
import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { expect, test } from "./app";
import { findings } from "./axe";
import { drafts, rows } from "./drafts";
import { mountsWork } from "./full-disk";
import { document, notices, shell } from "./pages/app-pages";
import { createRepository } from "./repositories";

const exec = promisify(execFile);
const path = "specs/001-small/spec.md";
const spec = "# Spec\n\nA sentence.\n";

async function typeAtEnd(page: Page, words: string) {
  await document(page).text.getByText("A sentence.").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(words);
}

test("a read-only file can be read, and is written as soon as it is writable", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(join(places.base, "small"), {
    [path]: spec,
    "specs/001-small/plan.md": "# Plan\n",
  });
  const file = join(repository, path);
  await chmod(file, 0o444);
  const first = await launch({ open: repository });
  const { page } = first;
  const { text } = document(page);
  const bar = page.getByText("Read-only. You have no permission to change this file.");
  await expect(bar).toBeVisible();
  await expect(text).toHaveAttribute("aria-readonly", "true");
  expect(await findings(first)).toEqual([]);
  await typeAtEnd(page, " Nobody sees this.");
  await expect(text).not.toContainText("Nobody");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(bar).toBeVisible();

  // The events when the person returns after changing the permissions.
  await chmod(file, 0o644);
  // The window gets the focus several times, and the watcher reports the change as well.
  await page.evaluate(() => {
    for (let time = 0; time < 5; time++) window.dispatchEvent(new Event("focus"));
  });
  await expect(bar).toBeHidden();
  await typeAtEnd(page, " Written.");
  await expect(shell(page).state).toContainText("Saved");
  const written = spec.replace("sentence.", "sentence. Written.");
  await expect.poll(() => readFile(file, "utf8")).toBe(written);

  await chmod(file, 0o444);
  await page.keyboard.type(" Kept.");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("Draft kept here. The file is read-only. Allow writing to it");
  await expect.poll(() => drafts(page)).toContain("Kept.");
  expect(await readFile(file, "utf8")).toBe(written);
  await shell(page).tab("Plan").click();
  await expect.poll(() => rows(page, "preferences")).toContain("specs/001-small/plan.md");
  await first.kill("SIGKILL");
  const second = await launch({ open: repository });
  await expect(notices(second.page)).toContainText(
    `Edits from last time are kept as drafts: ${path}.`,
  );
  await shell(second.page).tab("Spec").click();
  await expect(document(second.page).text).toContainText("A sentence. Written. Kept.");
  await expect(second.page.getByRole("alert")).toContainText("The file is read-only.");
  await typeAtEnd(second.page, " More.");
  await expect.poll(() => drafts(second.page)).toContain("More.");
  await chmod(file, 0o644);
  await second.page.getByRole("button", { name: "Try again" }).click();
  await expect(shell(second.page).state).toContainText("Saved");
  expect(await readFile(file, "utf8")).toBe(written.replace("Written.", "Written. Kept. More."));
  await expect.poll(() => drafts(second.page)).toBe("[]");
});

const whereMountsWork = mountsWork ? test : () => undefined;

whereMountsWork(
  "a read-only disk is reported, and written once it is writable",
  async ({ launch, places }) => {
    const repository = await createRepository(join(places.base, "small"), { [path]: spec });
    const folder = join(repository, "specs");
    await exec("mount", ["--bind", folder, folder]);
    try {
      await exec("mount", ["-o", "remount,bind,ro", folder]);
      const { page } = await launch({ open: repository });
      const bar = page.getByText("Read-only. The disk of this file cannot be written.");
      await expect(bar).toBeVisible();
      await exec("mount", ["-o", "remount,bind,rw", folder]);
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(bar).toBeHidden();
      await typeAtEnd(page, " Written.");
      await expect
        .poll(() => readFile(join(repository, path), "utf8"))
        .toBe(spec.replace("sentence.", "sentence. Written."));

      await exec("mount", ["-o", "remount,bind,ro", folder]);
      await page.keyboard.type(" Kept.");
      await expect(page.getByRole("alert")).toContainText(
        "Draft kept here. The disk is read-only.",
      );
      await exec("mount", ["-o", "remount,bind,rw", folder]);
      await page.keyboard.type(" More.");
      await expect(shell(page).state).toContainText("Saved");
      expect(await readFile(join(repository, path), "utf8")).toContain("Written. Kept. More.");
    } finally {
      await exec("umount", ["--lazy", folder]);
    }
  },
);
