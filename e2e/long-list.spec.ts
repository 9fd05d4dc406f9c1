import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { document } from "./pages/app-pages";
import { createRepository } from "./repositories";

const folder = "specs/001-long";
const tasks = Array.from(
  { length: 1500 },
  (_, at) => `- [ ] T${at + 1} Write \`part/${at}.ts\`\n  - with **all** of it\n`,
).join("");

test("a long list is parsed in a worker, and only the edited part is written", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(join(places.base, "long"), {
    [`${folder}/spec.md`]: "# Feature Specification: Long\n",
    [`${folder}/tasks.md`]: `# Tasks\n\n${tasks}\nEnd.\n`,
  });
  const { page } = await launch({ open: repository });
  await expect(document(page).text).toBeVisible();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.getByRole("tab", { name: "Tasks", exact: true }).click();
  // While the list is still being parsed, the view opens together with it.
  await page.keyboard.press("Control+Alt+u");
  await expect(page.locator('[data-path$="/tasks.md"][data-ready]')).toBeVisible();
  const source = page.locator(".document-source");
  await expect(source).toContainText("- [ ] T1 Write");
  await page.keyboard.press("Control+Alt+u");
  await expect(source).toBeHidden();
  await expect(document(page).text.getByRole("checkbox")).toHaveCount(1500);
  expect(page.workers().map((worker) => worker.url())).toContainEqual(
    expect.stringContaining("parse-worker"),
  );
  expect(problems).toEqual([]);

  await document(page).text.focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" Done.");
  await expect
    .poll(() => readFile(join(repository, folder, "tasks.md"), "utf8"))
    .toBe(`# Tasks\n\n${tasks}\nEnd. Done.\n`);
});
