import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { findings as axeFindings } from "./axe";
import { document, shell } from "./pages/app-pages";
import { createRepository, git } from "./repositories";

const folder = "specs/001-small";

const spec = `# Feature Specification: Small

**Status**: Draft

## User Scenarios & Testing

### User Story 1 - Say hello (Priority: P1)

As FR-002 says, a person is greeted.

1. **Given** a person, **When** the program starts, **Then** it says hello.

## Requirements

- **FR-001**: The program MUST start quickly.
- **FR-002**: The program MUST say hello in [NEEDS CLARIFICATION: which language?].

See [the notes](notes.md).
`;

const tasks = `# Tasks: Small

## Phase 1: User Story 1

- [X] T001 [US1] Start in start.txt (FR-001)
- [ ] T002 [US1] Say hello in hello.txt (FR-002) (depends on T001)
`;

test("findings follow the text, and IDs and questions are handled in the text, by keyboard", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(join(places.base, "small"), {
    [`${folder}/spec.md`]: spec,
    [`${folder}/tasks.md`]: tasks,
    // Long enough for the feature to be analysed in the worker.
    [`${folder}/research.md`]: "Words.\n\n".repeat(7_000),
  });
  await git(repository, "commit", "--quiet", "--allow-empty", "--message=feat: greet (FR-002)");
  const file = join(repository, folder, "spec.md");
  const running = await launch({ open: repository });
  const { page } = running;
  await running.resize(1400, 900);
  const { keyboard } = page;
  const { text } = document(page);
  const findings = page.getByRole("region", { name: "Findings" });
  const items = findings.getByRole("listitem");
  const accessible = async (screen: string) =>
    expect.soft(await axeFindings(running), screen).toEqual([]);
  const selected = () => page.evaluate(() => String(getSelection()));

  await expect(items).toHaveText([
    /^High Open question: which language\?/,
    /^Medium “quickly” in FR-001 has no measure\./,
    /^Medium specs\/001-small\/notes\.md is not there\./,
  ]);
  await expect(findings).toContainText("2 of 2 requirements have a task: 100 %");

  await accessible("findings");

  // From one finding to the next; each is marked in the text.
  await text.focus();
  await keyboard.press("Alt+F8");
  await expect.poll(selected).toMatch(/^\[NEEDS CLARIFICATION: which language\?\]/);
  await expect(findings).toContainText("Answer it, and put the answer in its place.");
  await keyboard.press("Alt+F8");
  await expect.poll(selected).toBe("quickly");
  await keyboard.type("in 2 s");
  await expect(items).toHaveCount(2);
  await keyboard.press("Alt+F8");
  await keyboard.press("Shift+Alt+F8");
  await items.nth(1).getByRole("button").press("Enter");
  await expect.poll(selected).toBe("the notes");
  await writeFile(join(repository, folder, "notes.md"), "# Notes\n");
  await expect(items).toHaveCount(1);

  // The question is answered in its place, and both are recorded; one undo removes both.
  await keyboard.press("Control+Alt+a");
  const form = page.getByRole("dialog", { name: "Answer the question" });
  await expect(form.getByLabel("which language?")).toBeFocused();
  await accessible("answer");
  await keyboard.type("English.");
  await keyboard.press("Enter");
  await expect(form).toBeHidden();
  await expect(findings).toContainText("Nothing found.");
  const today = await page.evaluate(() => new Date().toLocaleDateString("sv"));
  const answered = spec
    .replace("quickly", "in 2 s")
    .replace("[NEEDS CLARIFICATION: which language?]", "English")
    .replace(
      "## User",
      `## Clarifications\n\n### Session ${today}\n\n- Q: which language? → A: English.\n\n## User`,
    );
  await expect.poll(() => readFile(file, "utf8")).toBe(answered);
  await keyboard.press("Control+z");
  await expect(items).toHaveText([/^High Open question/]);
  await text.getByRole("button", { name: "Answer" }).click();
  const answer = form.getByLabel("which language?");
  await expect(answer).toBeFocused();
  await expect(answer).toHaveValue("");
  await keyboard.type("Not yet");
  await keyboard.press("Escape");
  await expect(form).toBeHidden();
  await text.getByRole("button", { name: "Answer" }).click();
  await expect(answer).toHaveValue("Not yet");
  await keyboard.press("Escape");
  await expect(text).toBeFocused();
  await keyboard.press("Control+Shift+z");
  await expect.poll(() => readFile(file, "utf8")).toBe(answered);

  // An ID in the text: its preview, from there to the board; to its definition, and to the definition of a task.
  await text.getByText("is greeted").click();
  await keyboard.press("Home");
  for (let step = 0; step < 4; step += 1) await keyboard.press("ArrowRight");
  await keyboard.press("Alt+F12");
  const card = page.getByRole("dialog", { name: "FR-002" });
  await expect(card).toContainText("The program MUST say hello in English.");
  await expect(card.getByRole("button", { name: /T002/ })).toContainText("ready");
  await expect(card.getByText("feat: greet (FR-002)")).toBeVisible();
  await accessible("preview");
  await keyboard.press("Escape");
  await expect(card).toBeHidden();
  // The pointer opens the preview as well, as long as it is on the ID or in the preview.
  await text.locator(".spec-reference").first().hover();
  await expect(card).toBeVisible();
  await card.hover();
  await card.getByRole("button", { name: "Go to it" }).hover();
  await expect(card).toBeVisible();
  await page.mouse.move(5, 600);
  await expect(card).toBeHidden();
  await text.focus();
  await keyboard.press("F12");
  const item = () =>
    page.evaluate(() => getSelection()?.anchorNode?.parentElement?.closest("li")?.textContent);
  await expect.poll(item).toMatch(/^FR-002: The program MUST say hello/);

  await keyboard.press("Alt+F12");
  await card.getByRole("button", { name: /T002/ }).press("Enter");
  await expect(page.locator('[data-task="T002"] .card-title')).toBeFocused();
  await shell(page).tab("Tasks").click();
  await expect(document(page).ready).toHaveAttribute("data-path", `${folder}/tasks.md`);
  await text.locator(".spec-reference", { hasText: "FR-002" }).click({ modifiers: ["Control"] });
  await expect(document(page).ready).toHaveAttribute("data-path", `${folder}/spec.md`);

  // A new scenario with placeholders.
  await text.getByText("says hello.").click();
  await keyboard.press("Control+Alt+g");
  await keyboard.type("a guest");
  await expect
    .poll(() => readFile(file, "utf8"))
    .toContain("\n2. **Given** a guest, **When** …, **Then** …\n");

  // The margin is beside the source as well, and follows changes of the source. The command for the next finding
  // works while the source editor is still being loaded.
  await writeFile(file, (await readFile(file, "utf8")).replace("in 2 s", "quickly"));
  await expect(items).toHaveText([/quickly/]);
  await text.focus();
  await page.evaluate(async () => {
    const press = (key: string, code: string, ctrlKey: boolean) =>
      window.document.activeElement?.dispatchEvent(
        new KeyboardEvent("keydown", { key, code, ctrlKey, altKey: true, bubbles: true }),
      );
    press("u", "KeyU", true);
    while (!window.document.querySelector(".document-source"))
      await new Promise(requestAnimationFrame);
    press("F8", "F8", false);
  });
  const source = page.getByRole("textbox", { name: "Source of Spec" });
  await expect(source).toBeFocused();
  await expect.poll(selected).toBe("quickly");
  await keyboard.type("in 2 s");
  await expect(findings).toContainText("Nothing found.");
  await keyboard.press("Control+End");
  await keyboard.type("\n## Edges\n\n- **FR-009**: The program MUST end quickly.\n");
  const headings = page.getByRole("navigation", { name: "Headings" });
  await expect(headings.getByRole("button").last()).toHaveText("Edges");
  await keyboard.press("Control+Home");
  await items.getByRole("button", { name: /quickly/ }).press("Enter");
  await expect.poll(selected).toBe("quickly");
  await expect(source).toBeFocused();
  await accessible("source");
  await headings.getByRole("button", { name: "1. Say hello" }).press("Enter");
  await expect(source).toBeFocused();
  await keyboard.type("x");
  await expect.poll(() => readFile(file, "utf8")).toContain("\nx### User Story 1");
});
