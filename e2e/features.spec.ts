import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { findings } from "./axe";
import { board, dialog, document, notices, shell } from "./pages/app-pages";
import { createRepository, featureFiles, git } from "./repositories";

/** An odd template: every byte except the four placeholders has to be kept. */
const template = `---\r\nowner:  "me"\r\n---\r\n# Feature Specification: [FEATURE NAME]\r\n\r\n**Created**:\t[DATE]\r\n**Input**: "$ARGUMENTS" for \`[###-feature-name]\`  \r\n\r\n* **FR-001**: System MUST [what?]\r\n\r\n\\[DATE] is kept, &copy; too`;
const change = "openspec/changes/add-limits";
const kiro = ".kiro/specs/user-auth";
const proposal = "# Proposal: limits\n\n## Why\n\n*  Too   much at once.\n\nLast line";
const requirements =
  "Requirements Document\n=====================\n\n1)  WHEN asked THEN THE system SHALL answer.\n";

test("features and documents are made from templates, by keyboard", async ({ launch, places }) => {
  const over = ".specify/templates/overrides/spec-template.md";
  const repository = await createRepository(join(places.base, "small"), {
    ...featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
    ".specify/templates/spec-template.md": "not this\n",
    [over]: template,
    [`${change}/proposal.md`]: proposal,
    [`${change}/tasks.md`]: "## 1. Limits\n\n- [x] 1.1 Count\n- [ ] 1.2 Refuse\n- [ ] And tell\n",
    [`${kiro}/requirements.md`]: requirements,
    "openspec/specs/limits/spec.md": "# limits Specification\n\n### Requirement: Refuse\n",
  });
  const running = await launch({ open: repository });
  const { page } = running;
  const { keyboard } = page;
  const { ready, text } = document(page);
  await expect(ready).toBeVisible();

  await keyboard.press("Control+n");
  await keyboard.type("Über café: 半額 $& now");
  await expect(dialog(page).self).toContainText("specs/002-uber-cafe-半額-now/spec.md");
  await expect(dialog(page).self).toContainText(over);
  expect(await findings(running), "new feature").toEqual([]);
  await keyboard.press("Enter");
  await expect(text).toContainText("Über café: 半額 $& now");
  const now = new Date();
  const today = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  const spec = template
    .replace("[FEATURE NAME]", () => "Über café: 半額 $& now")
    .replace("**Created**:\t[DATE]", `**Created**:\t${today.slice(0, 10)}`)
    .replace("$ARGUMENTS", () => "Über café: 半額 $& now")
    .replace("[###-feature-name]", "002-uber-cafe-半額-now");
  expect(await readFile(join(repository, "specs/002-uber-cafe-半額-now/spec.md"), "utf8")).toBe(
    spec,
  );
  await expect(shell(page).rail).toContainText("Specify: the spec is to be written");

  await shell(page).command("New document");
  await expect(dialog(page).self.getByRole("radio", { name: "Plan" })).toBeFocused();
  await keyboard.press("Enter");
  await expect(shell(page).tab("Plan")).toHaveAttribute("aria-selected", "true");
  await expect(ready).toBeVisible();
  await page.getByRole("button", { name: "New document" }).click();
  await dialog(page).self.getByRole("radio", { name: "Checklist" }).check();
  await dialog(page).self.getByLabel("What does it check?").fill("../plan");
  await keyboard.press("Enter");
  await expect(dialog(page).self).toContainText("A file’s name cannot have");
  expect(await findings(running), "new document").toEqual([]);
  await dialog(page).self.getByLabel("What does it check?").fill("security");
  await keyboard.press("Enter");
  await expect(shell(page).tab("Checklist")).toHaveAttribute("aria-selected", "true");
  await expect(text).toContainText("CHK001");
  await expect(notices(page)).toBeEmpty();

  // The folders of OpenSpec and Kiro, with the same engine.
  const { rail } = shell(page);
  await rail.getByRole("button", { name: "Add limits" }).click();
  await text.getByText("Last line").click();
  await keyboard.press("End");
  await keyboard.type(" of it");
  const read = (path: string) => readFile(join(repository, path), "utf8");
  await expect.poll(() => read(`${change}/proposal.md`)).toBe(`${proposal} of it`);
  await keyboard.press("Control+j");
  await expect(board(page).lane("Done")).toContainText("1.1");
  await expect(board(page).card("1.2").getByRole("button", { name: "Start" })).toBeVisible();
  await expect(board(page).lane("Blocked")).toContainText("no number");
  expect(await findings(running), "rail and board").toEqual([]);
  await rail.getByRole("button", { name: "User auth" }).click();
  await text.getByText("WHEN asked").click();
  await keyboard.press("End");
  await keyboard.type(" Soon.");
  await expect
    .poll(() => read(`${kiro}/requirements.md`))
    .toBe(requirements.replace("answer.", "answer. Soon."));
  await rail.getByRole("button", { name: "Limits", exact: true }).click();
  await expect(text).toContainText("Requirement: Refuse");
  expect(await git(repository, "branch", "--format=%(refname:short)")).toBe("main");
});

test("a changed requirement makes the tasks that rest on it stale", async ({ launch, places }) => {
  const files = featureFiles([
    "- [X] T001 Say hello in hello.txt (FR-001)",
    "- [ ] T002 Say it again in again.txt (FR-001)",
    "- [ ] T003 Tidy up in tidy.txt",
  ]);
  const repository = await createRepository(join(places.base, "small"), files);
  const running = await launch({ open: repository });
  const { page } = running;
  const { ready, text } = document(page);
  const read = (path: string) => readFile(join(repository, path), "utf8");
  await expect(ready).toBeVisible();
  const specPath = "specs/001-small/spec.md";
  await page.keyboard.press("Control+j");
  await expect(board(page).card("T001")).toContainText("by hand");
  await expect(page.locator(".card-stale")).toHaveCount(0);

  await shell(page).tab("Spec").click();
  await text.getByText("The program MUST say hello").click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Twice.");
  await expect.poll(() => read(specPath)).toContain("say hello. Twice.\n");
  const margin = page.getByRole("complementary");
  await expect(margin).toContainText("FR-001 changed. T001 and T002 rest on the old text.");
  await page.keyboard.press("Control+j");
  await expect(board(page).card("T001")).toContainText("stale");
  await expect(board(page).card("T002")).toContainText("FR-001 changed since");
  await expect(board(page).card("T003").locator(".card-stale")).toHaveCount(0);
  await board(page).card("T002").getByRole("button", { name: "FR-001 changed since" }).click();
  await expect(dialog(page).self.locator("ins")).toHaveText(" Twice.");
  expect(await findings(running), "stale").toEqual([]);

  await dialog(page).press("Open the spec");
  await text.getByText("Twice.").click();
  await shell(page).command("Supersede or restore");
  await expect
    .poll(() => read(specPath))
    .toBe((files[specPath] ?? "").replace(/- (.*hello\.)/, "- ~~$1 Twice.~~ (superseded)"));
  await page.keyboard.press("Control+j");
  await expect(board(page).card("T002")).toContainText("FR-001 superseded since");
  await git(repository, "checkout", "--", ".");
  await expect(page.locator(".card-stale")).toHaveCount(0);
});
