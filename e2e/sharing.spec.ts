import { join } from "node:path";
import { runSummarySchema } from "@shared/runs/summary";
import { z } from "zod";
import { expect, test } from "./app";
import { findings } from "./axe";
import { cli } from "./command-line";
import { board, dialog, notices, run, screenText, shell } from "./pages/app-pages";
import { onlyRun } from "./recordings";
import { createRepository, featureFiles, git } from "./repositories";

const branch = "specwright/recordings";

/**
 * The redacted secret. If the system delivers the output in two pieces with a pause between them, its first
 * characters are visible; see `flush` in shared/recordings/redact.ts.
 */
const hidden = /token ghp_(?:a1){0,2}\*{32,36} end/;

test("a run is shared as shown, and a person who pulls can replay and verify it", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "first"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const first = await launch({ open: repository });
  await shell(first.page).tab("Board").click();
  await board(first.page).start(
    "T001",
    `echo token ghp_${"a1".repeat(18)} end; echo hi > hello.txt`,
  );
  await expect(run(first.page).approve).toBeEnabled();
  const head = await git(repository, "rev-parse", "HEAD");

  await first.page.getByRole("button", { name: "Share…" }).click();
  const question = dialog(first.page);
  await expect(question.self.getByLabel("Prompt")).toHaveValue(/Do task T001/);
  await expect(question.self).toContainText("session.cast");
  await expect(question.self).toContainText(/Hidden\d+ github-token/);
  expect(await findings(first)).toEqual([]);
  await question.press("Share");
  await expect(notices(first.page)).toContainText(`Committed to ${branch}`);
  expect(await git(repository, "rev-parse", "HEAD")).toBe(head);
  expect(await git(repository, "status", "--porcelain")).toBe("");
  await first.quit();

  const second = join(places.base, "second");
  await git(places.base, "clone", "--quiet", repository, second);
  const running = await launch({ open: second });
  const { page } = running;
  await shell(page).tab("Runs").click();
  const row = page.getByRole("row", { name: /T001/ });
  await expect(row).toContainText("A Reviewer");
  await row.getByRole("button").click();
  await expect(page.getByText("Shared by A Reviewer")).toBeVisible();
  await expect(page.getByText("holds together")).toBeVisible();
  // The clone has the run's branch, and so its change; the recording alone does not contain it.
  await expect(page.getByText(/as commit [0-9a-f]{7} of this repository has it/)).toBeVisible();
  await expect(page.locator(".replay-change")).toContainText("hello.txt");
  expect(await findings(running)).toEqual([]);
  await page.getByRole("button", { name: "Close recording" }).click();
  await shell(page).tab("Runs").click();
  await page.getByRole("searchbox").fill("ghp_");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^shared /)).toBeVisible();
  await page.getByRole("button", { name: /screen *token/ }).click();
  await expect(page.getByText("Shared by A Reviewer")).toBeVisible();
  // The link opens the copy in this repository, not the original run's project.
  await page.getByRole("button", { name: "Close recording" }).click();
  await running.startAgain(`specwright://run/${(await onlyRun(places)).id}?t=0`);
  await expect(page.getByText("Shared by A Reviewer")).toBeVisible();
  await expect(page).toHaveTitle(/^second/);
  // The other person's data folder is empty, so the found run is the shared one.
  const theirs = { ...places, home: join(places.base, "their-data") };
  const summaries = await cli(theirs, "runs", "--repo", second, "--json");
  const [shared] = z.array(runSummarySchema).parse(JSON.parse(summaries.output));
  const about = (...words: string[]) => cli(theirs, ...words, shared?.id ?? "", "--repo", second);
  const by =
    "specwright: a shared run, shared by A Reviewer <reviewer@example.org>, as the copy says.\n";
  expect(await about("replay")).toMatchObject({
    exit: 0,
    errors: by,
    output: expect.stringMatching(hidden),
  });
  expect(await about("verify")).toMatchObject({ exit: 0, errors: by });
  const listed = await cli(theirs, "runs", second);
  expect(listed.output).toContain("(shared by A Reviewer <reviewer@example.org>, as it says)");
  expect((await cli(theirs, "search", "token", second)).output).toMatch(
    new RegExp(`^\\S+ {2}\\(shared\\) .* screen .*${hidden.source}$`, "m"),
  );

  await page.keyboard.press("End");
  await expect.poll(() => screenText(run(page).terminal)).toMatch(hidden);
});
