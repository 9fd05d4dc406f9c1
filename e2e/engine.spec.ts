import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "./app";
import { cli, startCli } from "./command-line";
import { expectKept } from "./drafts";
import { board, document, run, screenText, shell } from "./pages/app-pages";
import { longSleep, processesWith } from "./processes";
import { runFolders } from "./recordings";
import { createRepository, featureFiles } from "./repositories";
import type { Running } from "./running";

test("an engine that is killed is started again, and loses no edit and no output", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  const sleep = longSleep();
  await shell(page).tab("Board").click();
  await board(page).start("T001", `echo first line; seq 200; echo last line; ${sleep}`);
  await expect.poll(() => screenText(run(page).terminal)).toContain("last line");
  await page.getByRole("navigation").getByRole("button", { name: "Small" }).click();
  const { text } = document(page);
  await text.getByText("say hello").click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Twice.");
  const file = join(repository, "specs/001-small/spec.md");
  await expectKept(page, file, "hello. Twice.");

  // SIGKILL leaves it no time for a clean-up.
  process.kill(await processNamed(running, "Specwright engine"), "SIGKILL");
  await expect(page.locator(".notices")).toContainText("engine ended and was started again");
  await expect(document(page).text).toContainText("say hello. Twice.");
  await expect.poll(() => readFile(file, "utf8")).toContain("The program MUST say hello. Twice.\n");
  await expect.poll(() => processesWith(sleep)).toEqual([]);

  await page.keyboard.press("F8");
  await page.locator("nav .rail-row .word").click();
  await expect(run(page).word).toHaveText("interrupted");
  await page.keyboard.press("End");
  await expect.poll(() => screenText(run(page).terminal)).toContain("last line");

  // The next run works as before.
  await page.getByRole("navigation").getByRole("button", { name: "Small" }).click();
  await shell(page).tab("Board").click();
  await board(page).start("T001", "echo hello > hello.txt; echo done again");
  await expect.poll(() => screenText(run(page).terminal)).toContain("done again");
  await expect(run(page).word).toHaveText("review");
});

test("a hanging engine or pty host is reported, and restarted from the window", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  const sleep = longSleep();
  await shell(page).tab("Board").click();
  await board(page).start("T001", `echo first line; ${sleep}`);
  await expect.poll(() => screenText(run(page).terminal)).toContain("first line");

  process.kill(await processNamed(running, "Specwright pty host"), "SIGSTOP");
  await page.getByRole("button", { name: "Restart the terminals" }).click();
  await expect(run(page).word).toHaveText("interrupted");
  await expect(page.getByText("The terminals do not answer.")).toBeHidden();
  await expect.poll(() => processesWith(sleep)).toEqual([]);

  process.kill(await processNamed(running, "Specwright engine"), "SIGSTOP");
  await page.getByRole("button", { name: "Restart the engine" }).click();
  await expect(page.locator(".notices")).toContainText("engine ended and was started again");
  await expect(run(page).word).toHaveText("interrupted");
});

test("a task that the command line starts runs in the app that has the project open", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles([
      "- [ ] T001 [P] Say hello in hello.txt (FR-001)",
      "- [ ] T002 [P] Say bye in bye.txt (FR-001)",
    ]),
  );
  const { page } = await launch({ open: repository });
  await expect(document(page).ready).toBeVisible();
  const refused = await cli(places, "run", "T001", "--repo", repository, "--agent", "true");
  expect(refused).toMatchObject({ exit: 3, errors: expect.stringContaining("Trust it there") });

  // A first run makes the project trusted.
  await shell(page).tab("Board").click();
  await board(page).start("T002", "echo bye > bye.txt");
  await expect(run(page).word).toHaveText("review");

  const sleep = longSleep();
  const agent = `echo from the command line; ${sleep}; echo late`;
  const { child, done } = startCli(places, "run", "T001", "--repo", repository, "--agent", agent);
  const row = shell(page).rail.getByRole("button", { name: "T001" });
  await expect(row).toContainText("running");
  await row.click();
  await expect.poll(() => screenText(run(page).terminal)).toContain("from the command line");
  child.kill("SIGINT");
  expect(await done).toMatchObject({
    exit: 130,
    output: expect.stringContaining("from the command line"),
    errors: expect.stringContaining("the run goes on there"),
  });
  await expect(run(page).word).toHaveText("stopped");
  await expect.poll(() => processesWith(sleep)).toEqual([]);

  const folder = (await runFolders(places)).find((each) => each.includes("-T001-")) ?? "";
  const discarded = await cli(places, "discard", basename(folder), "--repo", repository);
  expect(discarded).toMatchObject({ exit: 0, errors: "" });
  await expect(run(page).word).toHaveText("discarded");
});

/** The id of one of the app's processes. */
async function processNamed({ app }: Running, name: string): Promise<number> {
  const pid = await app.evaluate(
    ({ app: electron }, wanted) =>
      electron.getAppMetrics().find((each) => each.name === wanted)?.pid,
    name,
  );
  if (pid === undefined) throw new Error(`There is no ${name}.`);
  return pid;
}
