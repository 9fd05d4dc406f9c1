import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { findings as axeFindings } from "./axe";
import { board, document, shell } from "./pages/app-pages";
import { createRepository } from "./repositories";

const folder = "specs/001-many";
const number = (index: number) => `T${String(index).padStart(3, "0")}`;
const long = "Read every kind of table that a supplier of rates sends, whatever its separators are";

/** Two hundred tasks, with names, IDs and dependencies that are too long for a narrow lane. */
const tasks = [
  "# Tasks",
  "",
  "## Phase 1: Work",
  "",
  ...Array.from({ length: 40 }, (_, at) => `- [x] ${number(at + 1)} ${long} in src/done${at}.ts`),
  ...Array.from({ length: 60 }, (_, at) => `- [ ] ${number(at + 41)} [P] ${long} ${at}`),
  "- [~] TASK-001.2a [P] Serve `app/**/page.tsx` and __init__.py",
  ...Array.from(
    { length: 99 },
    (_, at) => `- [ ] ${number(at + 102)} [P] ${long} (depends on TASK-001.2a)`,
  ),
  ...Array.from({ length: 30 }, (_, at) => `- [ ] write tests for the part ${at} of it`),
  "",
].join("\n");

test("a board of two hundred cards is shown, navigated by keys, and leads to the lines of the tasks", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(join(places.base, "many"), {
    [`${folder}/spec.md`]: "# Feature Specification: Many\n\n- **FR-001**: It MUST be.\n",
    [`${folder}/tasks.md`]: tasks,
  });
  const running = await launch({ open: repository });
  const { page } = running;
  const { keyboard } = page;
  await running.resize(900, 800);
  await shell(page).tab("Board").click();
  const title = (task: string) => board(page).card(task).locator(".card-title");
  await expect(title("T041")).toBeVisible();
  await expect(board(page).card("TASK-001.2a")).toContainText("app/**/page.tsx and __init__.py");
  await expect(page.getByText("61 tasks can start together.")).toBeVisible();

  // One Tab stop in each lane; the arrow keys move between cards and lanes.
  await expect(page.locator('.card-title[tabindex="0"]')).toHaveCount(3);
  await title("T041").focus();
  await keyboard.press("ArrowDown");
  await expect(title("T042")).toBeFocused();
  await keyboard.press("End");
  await expect(title("TASK-001.2a")).toBeFocused();
  await keyboard.press("ArrowLeft");
  await expect(board(page).lane("Blocked").locator(":focus")).toHaveClass(/card-title/);
  await keyboard.press("Home");
  await expect(title("T102")).toBeFocused();
  await keyboard.press("Tab");
  await expect(title("TASK-001.2a")).toBeFocused();
  await expect(title("TASK-001.2a")).toHaveAccessibleDescription(/TASK-001\.2a.*marked \[~\]/);

  // No content overflows its card, in a narrow window and at double size.
  const outside = () =>
    page.evaluate(() =>
      [...globalThis.document.querySelectorAll<HTMLElement>(".card")].flatMap((card) => {
        const edge = card.getBoundingClientRect();
        return [...card.querySelectorAll("*")].flatMap((part) => {
          const box = part.getBoundingClientRect();
          const out = box.width > 0 && (box.right > edge.right + 1 || box.left < edge.left - 1);
          return out ? [`${card.dataset["task"] ?? ""}: ${part.className}`] : [];
        });
      }),
    );
  expect(await outside()).toEqual([]);
  await page.evaluate(() => {
    globalThis.document.documentElement.style.setProperty("zoom", "2");
  });
  expect(await outside()).toEqual([]);
  await page.evaluate(() => {
    globalThis.document.documentElement.style.removeProperty("zoom");
  });

  const notice = page.getByText("30 lines were not understood", { exact: true });
  await notice.click();
  const lines = page.getByRole("list", { name: "Lines that were not understood" });
  await expect(lines.getByRole("listitem")).toHaveCount(30);
  expect.soft(await axeFindings(running), "board").toEqual([]);
  const at = (await readFile(join(repository, folder, "tasks.md"), "utf8")).split("\n");
  const line = at.indexOf("- [ ] write tests for the part 7 of it") + 1;
  await lines.getByRole("button", { name: `tasks.md, line ${line}`, exact: false }).click();
  await expect(document(page).ready).toHaveAttribute("data-path", `${folder}/tasks.md`);
  await expect
    .poll(() =>
      page.evaluate(() => getSelection()?.anchorNode?.parentElement?.closest("li")?.textContent),
    )
    .toContain("write tests for the part 7");
});
