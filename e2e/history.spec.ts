import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, root, test } from "./app";
import { findings } from "./axe";
import { dialog, document, notices, shell } from "./pages/app-pages";
import { createRepository, git } from "./repositories";
import type { Running } from "./running";

const folder = "specs/003-photo-albums";
const spec = (four: string, more = "") => `# Feature Specification: Photo albums

## Requirements

- **FR-003**: The app MUST keep the order of photos.
- **FR-004**: ${four}
${more}
## Success criteria

- **SC-001**: An album opens within a second.
`;
const first = "The app MUST sort albums by name.";
const second = "The app MUST sort albums by date.";
const tasks = "# Tasks: Photo albums\n\n- [ ] T001 Sort (FR-004)\n- [ ] T002 Keep (FR-003)\n";

test("documents are committed by keyboard, and other staged changes stay staged", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(join(places.base, "albums"), {
    "README.md": "# Albums\n",
    "specs/001-other/spec.md": "# Feature Specification: Other\n",
    [`${folder}/spec.md`]: spec(first),
    [`${folder}/tasks.md`]: tasks,
  });
  const running = await launch({ open: repository });
  const { page } = running;
  const { keyboard } = page;
  await shell(page).rail.getByRole("button", { name: "Photo albums" }).click();
  await expect(document(page).ready).toBeVisible();
  await writeFile(join(repository, "README.md"), "# Staged\n");
  await writeFile(join(repository, "new.txt"), "staged\n");
  await git(repository, "add", "README.md", "new.txt");
  await writeFile(
    join(repository, "specs/001-other/spec.md"),
    "# Feature Specification: Another\n",
  );
  await writeFile(
    join(repository, folder, "spec.md"),
    spec(second, "- **FR-009**: The app MUST share albums.\n"),
  );
  await writeFile(join(repository, folder, "tasks.md"), tasks.replaceAll("[ ]", "[x]"));
  await expect(page.getByRole("button", { name: "Commit 3 documents" })).toBeVisible();

  await document(page).text.getByText("within a second").click();
  await keyboard.press("End");
  await keyboard.type(" Always.");
  await keyboard.press("Control+Shift+G");
  const { self } = dialog(page);
  const message = self.getByRole("textbox", { name: "Message" });
  await expect(message).toBeFocused();
  await expect(message).toHaveValue(/^docs\(spec\): 003-photo-albums: /);
  await expect(message).toHaveValue(/2 tasks ticked/);
  await expect(self).toContainText("Staged, and left alone: README.md, new.txt.");
  await expect(self).toContainText("Hooks are not run");
  await expect(self.getByRole("checkbox", { name: "001-other/spec.md" })).not.toBeChecked();
  await pictures(running, "commit");
  expect.soft(await findings(running)).toEqual([]);
  await keyboard.press("Control+End");
  await keyboard.type("\n\nBy hand.");
  await keyboard.press("Control+Enter");
  await expect(self).toBeHidden();
  await expect(notices(page)).toContainText("Committed 2 documents");

  expect(await git(repository, "show", "--format=%an%n%B", "--name-status", "HEAD")).toMatch(
    new RegExp(
      `^A Reviewer\\ndocs\\(spec\\): 003-photo-albums: .*\\n\\nBy hand\\.\\n\\n+M\\t${folder}/spec.md\\nM\\t${folder}/tasks.md$`,
      "s",
    ),
  );
  expect(await git(repository, "show", `HEAD:${folder}/spec.md`)).toContain("a second. Always.");
  expect(await git(repository, "status", "--porcelain")).toBe(
    "M  README.md\nA  new.txt\n M specs/001-other/spec.md",
  );
  await expect(page.getByRole("button", { name: "Commit 1 document" })).toBeVisible();

  await writeFile(join(repository, ".git/MERGE_HEAD"), await git(repository, "rev-parse", "HEAD"));
  await keyboard.press("Control+Shift+G");
  await expect(self.getByRole("alert")).toContainText("A merge is under way");
  await expect(self.getByRole("button", { name: "Commit 1 document" })).toBeDisabled();
  await keyboard.press("Escape");
  await expect(self).toBeHidden();
});

test("a document's versions are compared by keyboard, and a block is brought back", async ({
  launch,
  places,
}) => {
  const file = join(places.base, "albums", folder, "spec.md");
  const old = "specs/003-albums/spec.md";
  const repository = await createRepository(join(places.base, "albums"), { [old]: spec(first) });
  await git(repository, "mv", "specs/003-albums", folder);
  await git(repository, "commit", "--quiet", "--message=docs: a better name");
  const long = "Sharing comes later, and is a feature of its own.\n";
  await writeFile(file, spec(second, `\n${long}`));
  await git(repository, "commit", "--quiet", "--all", "--message=docs: sort by date\n\nAs asked.");
  const text = spec(second).replace("keep the order", "keep the exact order");
  await writeFile(file, text);
  await writeFile(join(repository, folder, "plan.md"), "# Plan\n");
  const running = await launch({ open: repository });
  const { page } = running;
  const { keyboard } = page;
  await expect(document(page).text).toContainText("keep the exact order");
  await document(page).text.getByText("sort albums by date").click();

  await keyboard.press("Control+Shift+H");
  const pane = page.getByRole("region", { name: "History of Spec" });
  const list = pane.getByRole("listbox", { name: "Versions" });
  const shown = pane.getByRole("document");
  await expect(list).toBeFocused();
  await expect(list.getByRole("option")).toHaveText([
    /^Now\s*not committed$/,
    /^docs: sort by date/,
    /^docs: a better name/,
    /^first/,
  ]);
  await expect(list.getByRole("option", { selected: true })).toContainText("Now");
  await expect(shown.locator("ins")).toHaveText("exact ");
  await expect(shown).toContainText("Sharing comes later");
  await pictures(running, "history-now");
  await keyboard.press("ArrowDown");
  await expect(pane).toContainText("As asked.");
  await expect(shown.locator("del")).toHaveText("name");
  await expect(shown.locator("ins").first()).toHaveText("date");
  await pictures(running, "history-version");
  expect.soft(await findings(running)).toEqual([]);
  await keyboard.press("ArrowDown");
  await expect(pane).toContainText("Renamed from specs/003-albums/spec.md");
  await keyboard.press("End");
  await expect(pane.getByRole("status")).toHaveText("First version");
  await expect(shown).toContainText(first);

  await keyboard.press("Home");
  await expect(shown).toContainText("Sharing comes later");
  const removed = shown.locator("[data-change]", { hasText: "Removed" });
  await expect(removed).toHaveCount(1);
  for (let presses = 0; presses < 4; presses += 1) {
    await keyboard.press("F7");
    if (await removed.getByRole("button").evaluate((it) => it === it.ownerDocument.activeElement))
      break;
  }
  await keyboard.press("Enter");
  await expect.poll(() => readFile(file, "utf8")).toContain(long);
  await expect(shown.locator("[data-change]", { hasText: "Removed" })).toHaveCount(0);
  const restored = await readFile(file, "utf8");
  expect(restored.replace(`\n${long}`, "")).toBe(text);

  await keyboard.press("Escape");
  await expect(pane).toBeHidden();
  await keyboard.press("Control+z");
  await expect.poll(() => readFile(file, "utf8")).toBe(text);

  // One requirement of a list with two differing ones.
  await writeFile(file, text.replace("sort albums by date", "sort albums by size"));
  await expect(document(page).text).toContainText("by size");
  await keyboard.press("Control+Shift+H");
  await expect(shown.locator("ins")).toHaveText(["exact ", "size"]);
  await shown.getByRole("button", { name: "Restore item 2" }).press("Enter");
  await expect.poll(() => readFile(file, "utf8")).toBe(text);
  await pictures(running, "history-item");
  await keyboard.press("Escape");

  await shell(page).tab("Plan").click();
  await expect(document(page).text).toContainText("Plan");
  await keyboard.press("Control+Shift+H");
  await expect(page.getByRole("heading", { name: "No versions yet" })).toBeVisible();
});

const out = join(root, "out/screens-history");

async function pictures(running: Running, name: string): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const [width, height] of [
    [1280, 800],
    [1600, 1000],
  ] as const) {
    await running.resize(width, height);
    for (const colorScheme of ["light", "dark"] as const) {
      await running.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await running.page.screenshot({ path: join(out, `${name}-${colorScheme}-${width}.png`) });
    }
  }
}
