import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { board, dialog, document, run, screenText, shell } from "./pages/app-pages";
import { createRepository, featureFiles, git } from "./repositories";

/** A program that answers like Codex: its help names an option that only some versions have. */
const codex = `#!/bin/sh
case " $* " in *" --help "*) echo "Options: -c, --no-daemon  no shared server"; exit 0;; esac
if [ "$1" = exec ]; then shift; echo "one-shot:"; else echo "interactive:"; fi
for word in "$@"; do last=$word; printf '<%s>' "$word" | cut -c1-60; done
case $last in Answer*) echo ready; exit 0;; esac
printf 'Which greeting? '
read -r greeting
printf '%s\\n' "$greeting" > hello.txt
`;

test("an agent of this machine is found, tested, and does a task", async ({ launch, places }) => {
  const bin = join(places.person, "tools");
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, "codex"), codex);
  await chmod(join(bin, "codex"), 0o755);
  // The app is not started from a terminal, so the PATH comes from the person's login shell.
  for (const name of [".profile", ".bash_profile"])
    await writeFile(join(places.person, name), `echo noise\nexport PATH="${bin}:$PATH"\n`);
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const { page } = await launch({ open: repository, env: { SHELL: "/bin/bash", TERM: "" } });
  const view = run(page);
  await expect(document(page).ready).toBeVisible();

  await test.step("the settings show it, and how to get the others", async () => {
    await page.keyboard.press("Control+,");
    const row = page.getByRole("row", { name: /^Codex/ });
    await expect(row).toContainText(join("tools", "codex"));
    await expect(row).toContainText("no login found");
    await expect(page.getByRole("row", { name: /^opencode/ })).toContainText(
      "npm install -g opencode-ai",
    );
    await row.getByRole("button", { name: "Test Codex" }).click();
    await expect(row).toContainText("answered in");
    await expect(page.locator(".agent-output")).toContainText("ready");
  });

  await test.step("the start dialog offers it, with the way in which it works", async () => {
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await shell(page).tab("Board").click();
    await board(page).card("T001").getByRole("button", { name: "Start" }).click();
    await dialog(page)
      .self.getByRole("radio", { name: /^Codex/ })
      .check();
    await expect(dialog(page).self).toContainText("Sign in once in a terminal: run codex login.");
    await dialog(page).self.getByRole("textbox", { name: "Model" }).fill("a-model");
    await dialog(page).self.getByText("What the agent is told").click();
    await expect(dialog(page).self.getByText("Rules of every run")).toBeVisible();
    await dialog(page).press("Edit");
    const told = dialog(page).self.getByRole("textbox", { name: "What the agent is told" });
    await expect(told).toHaveValue(/Do task T001 of the feature 001-small/);
    await told.fill("Write a greeting.");
    await dialog(page)
      .self.getByRole("button", { name: /start$/i })
      .click();
    await expect(dialog(page).self).toBeHidden();
  });

  await test.step("it is started with its options, and does the task", async () => {
    await expect.poll(() => screenText(view.terminal)).toContain("Which greeting?");
    const said = await screenText(view.terminal);
    expect(said).toContain("T001 · Codex · a-model · ");
    expect(said).toContain("Codex runs with --no-daemon");
    expect(said).toContain("interactive:");
    expect(said).toContain("<--no-daemon>");
    expect(said).toContain("<a-model>");
    expect(said).toContain("<Write a greeting.");
    await view.terminal.click();
    await page.keyboard.type("Good morning\n");
    await view.approve.click();
    await dialog(page).press("Approve and merge");
    await expect(view.word).toHaveText("approved");
    expect(await git(repository, "show", "HEAD:hello.txt")).toBe("Good morning");
  });
});
