import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { drafts, expectKept } from "./drafts";
import { document, shell, welcome } from "./pages/app-pages";
import { createRepository } from "./repositories";

const byteOrderMark = "\uFEFF";

const intricate = `${byteOrderMark}---
owner:  "somebody"   # two blanks
---

Feature Specification: Intricate
================================

<!-- kept as it is -->

* **FR-001**: The program MUST say hello.[^1]
* **FR-002**: The program MUST   stop.

Change this sentence.

| a | b |
|:--|--:|
| 1 |  2 |

[^1]: Politely, &copy; nobody.
`.replaceAll("\n", "\r\n");

const tasks = `# Tasks: Intricate

## Phase 1: Setup

- [ ] T001 Say hello in hello.txt (FR-001)
- [ ] T002 Stop in stop.txt (FR-002)
`;

const folder = "specs/001-intricate";

test("reading writes nothing, and an edit changes its own line", async ({ launch, places }) => {
  const repository = await createRepository(join(places.base, "small"), {
    [`${folder}/spec.md`]: intricate,
    [`${folder}/plan.md`]: "# Plan\n\n1) One\n2) Two\n",
    [`${folder}/tasks.md`]: tasks,
    [`${folder}/notes.md`]: "Notes\n-----\n\n+ a\n+ b",
  });
  await writeFile(join(repository, folder, "latin.md"), Buffer.from("caf\xe9\n", "latin1"));
  const before = await snapshot(join(repository, folder));
  const { page } = await launch({ open: repository });
  const { text, ready } = document(page);

  for (const name of ["Spec", "Plan", "Tasks", "Board", "Notes", "Runs", "Spec"]) {
    const tab = page.getByRole("tab", { name });
    await tab.click();
    await expect(tab).toHaveAttribute("aria-selected", "true");
    if (name !== "Board" && name !== "Runs") await expect(ready).toBeVisible();
  }
  await page.getByRole("tab", { name: "Latin" }).click();
  await expect(page.getByText("This file is not UTF-8 text.")).toBeVisible();
  await page.keyboard.type("x");
  await page.getByRole("tab", { name: "Spec" }).click();
  await expect(text).toContainText("Change this sentence.");
  expect(await snapshot(join(repository, folder))).toEqual(before);

  await text.getByText("Change this sentence.").click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Done.");
  const saved = (more: string) =>
    expect
      .poll(() => readFile(join(repository, folder, "spec.md"), "utf8"))
      .toBe(intricate.replace("Change this sentence.", `Change this sentence.${more}`));
  await saved(" Done.");
  await expect(shell(page).state).toContainText("Saved");

  // Undo goes back beyond the save, to the bytes that were opened.
  await page.keyboard.type(" Twice.");
  await saved(" Done. Twice.");
  await page.keyboard.press("Control+z");
  await saved(" Done.");
  await page.keyboard.press("Control+z");
  await saved("");
  await page.keyboard.press("Control+Shift+z");
  await page.keyboard.press("Control+Shift+z");
  await saved(" Done. Twice.");

  await page.getByRole("tab", { name: "Tasks" }).click();
  await text.getByRole("checkbox").nth(1).click();
  await expect
    .poll(() => readFile(join(repository, folder, "tasks.md"), "utf8"))
    .toMatch(/\[[xX]\] T002/);
  const ticked = await readFile(join(repository, folder, "tasks.md"), "utf8");
  expect(ticked.replace(/\[[xX]\] T002/, "[ ] T002")).toBe(tasks);
  await expect.poll(() => drafts(page)).toBe("[]");
});

test("kill -9 after typing loses no stored draft", async ({ launch, places }) => {
  const first = await launch();
  const sample = join(places.base, "parcel-rates");
  await welcome(first.page).createSample(sample);
  await document(first.page).text.getByText("half to even").first().click();
  await first.page.keyboard.press("End");
  await first.page.keyboard.type(" Checked by hand.");
  const file = join(sample, "specs/001-rate-table-import/spec.md");
  await expectKept(first.page, file, "Checked by hand.");
  await first.kill("SIGKILL");

  const { page } = await launch();
  await expect(document(page).text).toContainText("half to even, to the cent. Checked by hand.");
  await expect.poll(() => readFile(file, "utf8")).toContain(" Checked by hand.\n");
  await expect.poll(() => drafts(page)).toBe("[]");
});

/** The bytes and times of every file in a folder. */
async function snapshot(path: string): Promise<unknown[]> {
  const names = (await readdir(path)).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      bytes: (await readFile(join(path, name))).toString("hex"),
      written: (await stat(join(path, name), { bigint: true })).mtimeNs,
    })),
  );
}
