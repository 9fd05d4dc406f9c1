import { readFileSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./app";
import { drafts, expectKept } from "./drafts";
import { document, shell } from "./pages/app-pages";
import { createRepository, git } from "./repositories";

const path = "specs/001-small/spec.md";

test("a file that is rewritten while the person types keeps the changes of both", async ({
  launch,
  places,
}) => {
  // Each change from outside costs the app several git processes, so typing is slow on a busy machine.
  const blocks = Array.from({ length: 8 }, (_, n) => `Block ${n} stands at 0 now.`);
  const repository = await createRepository(join(places.base, "small"), {
    [path]: `# Spec\n\nHere is typed\n\n${blocks.join("\n\n")}\n`,
  });
  const file = join(repository, path);
  const { page } = await launch({ open: repository });
  const { text } = document(page);
  await text.getByText("Here is typed").click();
  await page.keyboard.press("End");

  let count = 0;
  const outside = setInterval(() => {
    count += 1;
    const block = new RegExp(`(Block ${count % 8} stands at )\\d+`);
    writeFileSync(file, readFileSync(file, "utf8").replace(block, `$1${count}`));
  }, 100);
  const words = Array.from({ length: 40 }, (_, n) => ` word${n}`);
  try {
    // With pauses, in which a part of the text is saved.
    for (const [n, word] of words.entries()) {
      await page.keyboard.type(word, { delay: 10 });
      // A busy machine may have no time between two changes. Then the conflict is reported, and the words are
      // drafts.
      if (n % 20 === 19)
        await expect(shell(page).state).toContainText(/Saved|Draft kept here/, { timeout: 20_000 });
    }
  } finally {
    // The folder is removed when the test fails, so the writer must stop first.
    clearInterval(outside);
  }
  expect(count).toBeGreaterThan(20);
  await page.keyboard.type(" end.");

  const typed = `Here is typed${words.join("")} end.`;
  const last = blocks.map((_, n) => count - ((count - n) % 8));
  const wanted = `# Spec\n\n${typed}\n\n${last.map((at, n) => `Block ${n} stands at ${at} now.`).join("\n\n")}\n`;
  await expect.poll(() => readFile(file, "utf8")).toBe(wanted);
  await expect(text).toContainText(typed);
  for (const [n, at] of last.entries())
    await expect(text).toContainText(`Block ${n} stands at ${at} now.`);
  await expect.poll(() => drafts(page)).toBe("[]");
});

test("an edit from outside is merged; undo skips it; a conflict is resolved by keyboard", async ({
  launch,
  places,
}) => {
  const base = "# Spec\n\nFirst.\n\nSecond.\n\nThird.\n";
  const repository = await createRepository(join(places.base, "small"), { [path]: base });
  const file = join(repository, path);
  await git(repository, "checkout", "--quiet", "-b", "other");
  await writeFile(file, base.replace("Third.", "Third of the other branch."));
  await git(repository, "commit", "--quiet", "--all", "--message=other");
  await git(repository, "checkout", "--quiet", "main");
  const first = await launch({ open: repository });
  const { page } = first;
  const { text } = document(page);
  await expect(text).toContainText("Third.");
  await writeFile(file, base.replace("Third.", "Third, from outside."));
  await expect(text).toContainText("Third, from outside.");
  await git(repository, "checkout", "--quiet", path);
  await expect(text).not.toContainText("from outside");

  // An unsaved edit here, and a switch of the branch outside.
  await text.getByText("First.").click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Mine.");
  await git(repository, "checkout", "--quiet", "other");
  await expect(text).toContainText("Third of the other branch.");
  await expect(text).toContainText("First. Mine.");
  await page.keyboard.type(" More.");
  const merged = "# Spec\n\nFirst. Mine. More.\n\nSecond.\n\nThird of the other branch.\n";
  await expect.poll(() => readFile(file, "utf8")).toBe(merged);
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("Control+z");
  await expect(text).not.toContainText("Mine");
  await expect
    .poll(() => readFile(file, "utf8"))
    .toBe("# Spec\n\nFirst.\n\nSecond.\n\nThird of the other branch.\n");

  await page.keyboard.type(" Mine again.");
  const theirs = (await readFile(file, "utf8")).replace("First.", "First and foremost.");
  await writeFile(file, theirs);
  const conflicts = page.getByRole("region", { name: "Changed outside" });
  await expect(conflicts).toContainText("First. Mine again.");
  await expect(conflicts).toContainText("First and foremost.");
  await page.keyboard.type(" Still mine.");
  await expect(conflicts).toContainText("Still mine.");
  await expect.poll(() => drafts(page)).toContain("Still mine.");
  expect(await readFile(file, "utf8")).toBe(theirs);
  await page.keyboard.press("F7");
  await expect(conflicts.getByRole("button", { name: "Keep mine" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(conflicts).toBeHidden();
  await expect(text).toBeFocused();
  await expect
    .poll(() => readFile(file, "utf8"))
    .toBe(theirs.replace("First", "First. Mine again. Still mine.\n\nFirst"));
  await expect.poll(() => drafts(page)).toBe("[]");

  // A command leads to the conflict, by key and when its document is opened.
  const last = "The last of many.";
  await writeFile(file, `# Spec\n\n${"Between.\n\n".repeat(80)}${last}\n`);
  await text.getByText(last).click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Mine.");
  await writeFile(file, (await readFile(file, "utf8")).replace(last, `${last} Theirs.`));
  await expect(conflicts).toContainText("Theirs.");
  await expect(text).toBeFocused();
  await page.keyboard.press("Control+Home");
  await expect(text.getByText(last)).not.toBeInViewport();
  await page.keyboard.press("F7");
  await expect(text.getByText(last)).toBeInViewport();
  await expect(conflicts.getByRole("button", { name: "Keep mine" })).toBeFocused();
  await expectKept(page, file, "Mine.");
  await first.kill("SIGKILL");
  const again = await launch({ open: repository });
  const panel = again.page.getByRole("region", { name: "Changed outside" });
  await expect(panel.getByRole("listitem")).toBeFocused();
  await expect(document(again.page).text.getByText(last)).toBeInViewport();
});

test("two windows on one project show the same text, and one closes without the other", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(join(places.base, "small"), {
    [path]: "# Spec\n\nAbove.\n\nBetween.\n\nBelow.\n",
    "specs/001-small/plan.md": "# Plan\n\nElsewhere.\n",
  });
  const file = join(repository, path);
  const first = await launch({ open: repository });
  const opening = first.app.waitForEvent("window");
  await document(first.page).text.getByText("Above.").click();
  await first.page.keyboard.press("Control+Shift+N");
  const second = await opening;
  const windows = [first.page, second];
  const write = async (page: Page, place: string, words: string, delay: number) => {
    await document(page).text.getByText(place).click();
    await page.keyboard.press("End");
    await page.keyboard.type(words, { delay });
  };
  const expectAll = async (...lines: string[]) => {
    for (const page of windows)
      for (const line of lines) await expect(document(page).text).toContainText(line);
    await expect.poll(() => readFile(file, "utf8")).toContain(lines.join("\n\n"));
  };

  await write(first.page, "Above.", " One.", 0);
  await expect(document(second).text).toContainText("Above. One.");
  await Promise.all([
    write(first.page, "Above.", " First window writes.", 15),
    write(second, "Below.", " Second window writes.", 25),
  ]);
  await expectAll("Above. One. First window writes.", "Between.", "Below. Second window writes.");

  // Each window has its own place and its own drafts.
  await shell(second).tab("Plan").click();
  await expect(document(second).text).toContainText("Elsewhere.");
  await expect(document(first.page).text).toContainText("Below. Second");
  await shell(second).tab("Spec").click();
  await write(second, "Below.", " Last.", 0);
  await expect(document(second).text).toContainText("Last.");
  const gone = second.waitForEvent("close");
  await first.app.evaluate(({ BrowserWindow }) =>
    setImmediate(() =>
      BrowserWindow.getAllWindows()
        .find((it) => it.id === 2)
        ?.close(),
    ),
  );
  await gone;
  windows.pop();
  await expectAll("Below. Second window writes. Last.");
  await write(first.page, "Between.", " Alone.", 0);
  await expectAll("Between. Alone.");

  const opened = first.app.waitForEvent("window");
  await first.page.keyboard.press("Control+Shift+N");
  const third = await opened;
  await expect(document(third).text).toContainText("Between. Alone.");
  await Promise.all([
    write(first.page, "Above.", " Not yet saved.", 0),
    write(third, "Below.", " Nor this.", 0),
  ]);
  await expectKept(first.page, file, "Not yet saved.");
  await expectKept(third, file, "Nor this.");
  await first.kill("SIGKILL");
  const again = await launch({ open: repository });
  windows.splice(0, 1, again.page);
  await expectAll("Above. One. First window writes. Not yet saved.", "Between. Alone.");
  await expectAll("Below. Second window writes. Last. Nor this.");
  await expect.poll(() => drafts(again.page)).toBe("[]");
});
