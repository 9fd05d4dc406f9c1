import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "../app";
import { board, document, run, screenText, shell, welcome } from "../pages/app-pages";
import { git } from "../repositories";
import type { Running } from "../running";

const out = resolve(import.meta.dirname, "../../out/demo");

/**
 * The sample run of `npm start` without a display: the real app, driven step by step, with a screenshot of each
 * step and the recording in out/demo/.
 */
test("sample run", async ({ launch, places }) => {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const running = await launch();
  const { page } = running;
  await running.resize(1280, 800);
  const sample = join(places.base, "parcel-rates");
  const step = createSteps(running);

  await expect(welcome(page).trySample).toBeVisible();
  await step("welcome", "The first screen.");

  await welcome(page).createSample(sample);
  const spec = document(page);
  await spec.text.getByText("half to even").first().click();
  await page.keyboard.press("End");
  await page.keyboard.type(" This holds for every currency.");
  await expect(shell(page).state).toContainText("Saved");
  await expect(shell(page).state).toContainText("1 file not committed");
  await step("editor", "Wrote a sentence into spec.md; it was saved on its own.");
  console.log(indent(await git(sample, "diff", "--stat")));

  await shell(page).tab("Board").click();
  await expect(board(page).card("T004")).toBeVisible();
  await step("board", "The board of tasks.md.");

  await board(page).start("T004");
  const view = run(page);
  await expect.poll(() => screenText(view.terminal), { timeout: 30_000 }).toContain("Editing");
  await step("terminal", "T004 is being done by the built-in agent with the scripted model.");

  await expect(view.approve).toBeEnabled({ timeout: 60_000 });
  await page.keyboard.press("End");
  await step("review", "The agent ended, the validation passed, the change is up for review.");

  await view.approve.click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /approve/i })
    .click();
  await expect(view.word).toHaveText("approved");
  console.log("Approved. The commit on main:");
  console.log(indent(await git(sample, "log", "-1", "--stat", "--format=%h %s%n%n%b")));

  await view.timeline.focus();
  await page.keyboard.press("5");
  await expect(view.time).toBeVisible();
  await step("replay", "The recording, half way through.");

  const recording = await findRecording(places.home);
  await copyFile(recording, join(out, "session.cast"));
  console.log(`The recording: ${join(out, "session.cast")}`);
  await running.quit();
});

function createSteps({ page }: Running) {
  let number = 0;
  return async (name: string, words: string) => {
    number += 1;
    const file = join(out, `${number}-${name}.png`);
    await page.screenshot({ path: file });
    console.log(`${number}. ${words}\n   ${file}`);
  };
}

async function findRecording(home: string): Promise<string> {
  const paths = await readdir(join(home, "runs"), { recursive: true });
  const [cast] = paths.filter((path) => path.endsWith("session.cast"));
  if (cast === undefined) throw new Error("The sample run left no recording.");
  return join(home, "runs", cast);
}

const indent = (text: string) => text.replace(/^/gm, "   ");
