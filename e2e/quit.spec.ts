import { access } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Places, test } from "./app";
import { insideApp } from "./inside-app";
import { board, dialog, run, screenText, shell } from "./pages/app-pages";
import { longSleep, processesWith } from "./processes";
import { onlyRun } from "./recordings";
import { createRepository, featureFiles } from "./repositories";
import type { Running } from "./running";

const sampleFiles = featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]);

test("quitting while a run goes on asks first", async ({ launch, places }) => {
  const repository = await createRepository(join(places.base, "small"), sampleFiles);
  const first = await launch({ open: repository });
  const sleep = await startLongRun(first);

  await first.close();
  await expect(dialog(first.page).self).toContainText("T001");
  await dialog(first.page).press("Go on");
  await expect(dialog(first.page).self).toBeHidden();
  await expect(run(first.page).word).toHaveText("running");
  expect(await processesWith(sleep)).not.toEqual([]);

  await first.close();
  const gone = first.app.waitForEvent("close");
  await dialog(first.page).press("Stop and quit");
  await gone;
  expect(await processesWith(sleep)).toEqual([]);
  await expectInterrupted(await launch(), places);
});

test("the question counts the runs that go on while no engine is there", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(join(places.base, "small"), sampleFiles);
  const first = await launch({ open: repository });
  const sleep = await startLongRun(first);
  const inside = insideApp(first);

  const hanging = await inside.pid("engine");
  process.kill(hanging, "SIGSTOP");
  await first.close();
  await expect(dialog(first.page).self).toContainText("T001");
  await dialog(first.page).press("Go on");

  // After its third end in a minute the engine waits for the person.
  for (let kill = 0; kill < 3; kill += 1) {
    const pid = await inside.pid("engine");
    process.kill(pid, "SIGKILL");
    if (kill < 2) await expect.poll(() => inside.pid("engine").catch(() => pid)).not.toBe(pid);
  }
  await expect(first.page.getByText("engine ended three times within a minute")).toBeVisible();
  await first.close();
  await expect(dialog(first.page).self).toContainText("T001");
  expect(await processesWith(sleep)).not.toEqual([]);
  const gone = first.app.waitForEvent("close");
  await dialog(first.page).press("Stop and quit");
  await gone;
  expect(await processesWith(sleep)).toEqual([]);
});

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  test(`${signal} while a run goes on leaves no process and a whole recording`, async ({
    launch,
    places,
  }) => {
    const repository = await createRepository(join(places.base, "small"), sampleFiles);
    const first = await launch({ open: repository });
    const sleep = await startLongRun(first);
    await first.kill(signal);
    await expect.poll(() => processesWith(sleep)).toEqual([]);
    await expectInterrupted(await launch(), places);
  });
}

async function startLongRun({ page }: Running): Promise<string> {
  const sleep = longSleep();
  await shell(page).tab("Board").click();
  await board(page).start("T001", `echo partial > hello.txt; echo begun; ${sleep}`);
  await expect.poll(() => screenText(run(page).terminal)).toContain("begun");
  await expect.poll(() => processesWith(sleep)).not.toEqual([]);
  return sleep;
}

/** The next start opens the last view: the run. */
async function expectInterrupted({ page }: Running, places: Places): Promise<void> {
  const { word, terminal, approve } = run(page);
  await expect(word).toHaveText("interrupted");
  await expect(approve).toBeDisabled();
  await page.keyboard.press("End");
  await expect.poll(() => screenText(terminal)).toContain("begun");
  const { folder } = await onlyRun(places);
  await access(
    join(folder.replace(join(places.home, "runs"), join(places.home, "worktrees")), "hello.txt"),
  );
}
