import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { logLineSchema } from "@shared/runs/event";
import { expect, test } from "./app";
import { findings } from "./axe";
import { board, dialog, run, screenText, shell } from "./pages/app-pages";
import { onlyRun, printedAt, recordedEvents } from "./recordings";
import { createRepository, featureFiles } from "./repositories";
import type { Running } from "./running";

test("a replay is played, looped, copied and shown on the full screen by its keys", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello (FR-001)"]),
  );
  const running = await launch({ open: repository });
  const { page, app } = running;
  const { keyboard } = page;
  await shell(page).tab("Board").click();
  await board(page).start("T001", "printf 'one\\r\\n'; sleep 1; printf 'two\\r\\n'; sleep 1");
  const view = run(page);
  await expect(view.word).toHaveText("review");
  const transport = page.getByRole("region", { name: "Timeline" });
  const loop = transport.getByRole("img", { name: /^Loop from/ });

  // Keys that are pressed while the recording is still being read count, too.
  await view.timeline.focus();
  await keyboard.press("Home");
  await keyboard.press("l");
  await expect(loop).toHaveAccessibleName("Loop from 0:00");
  await keyboard.press("5");
  await keyboard.press("l");
  await expect(loop).toHaveAccessibleName(/^Loop from 0:00 to 0:0[1-9]$/);
  await keyboard.press(">");
  await expect(transport.getByRole("radio", { name: "2×" })).toBeChecked();
  await keyboard.press(" ");
  await expect(transport.getByRole("button", { name: "Pause" })).toBeVisible();
  await keyboard.press(" ");
  await keyboard.press("l");
  await expect(loop).toBeHidden();

  // At a time between its two words, independent of the machine's speed.
  const { folder } = await onlyRun(places);
  const duration = (await recordedEvents(folder)).at(-1)?.time ?? 0;
  const between = ((await printedAt(folder, /^one/m)) + (await printedAt(folder, /^two/m))) / 2;
  await seek(running, between, duration);
  await keyboard.press("c");
  await expect(transport.getByRole("status")).toContainText(/Copied the screen at 0:0\d/);
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(/\none$/);

  await keyboard.press("?");
  await expect(dialog(page).self).toContainText("Slower or faster, from 0.5× to 16×");
  expect(await findings(running)).toEqual([]);
  await keyboard.press("Escape");

  await keyboard.press("f");
  await expect(shell(page).rail).toBeHidden();
  await expect(view.timeline).toBeVisible();
  await keyboard.press("f");
  await expect(shell(page).rail).toBeVisible();

  await keyboard.press("m");
  await expect(transport.getByRole("status")).toContainText(/Copied a link to 0:0\d/);
  const moment = (await view.timeline.getAttribute("aria-valuetext")) ?? "";
  const link = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(link).toMatch(/^specwright:\/\/run\/[\w-]+\?t=\d+(\.\d+)?$/);
  const other = await createRepository(join(places.base, "other"), featureFiles([]));
  await running.startAgain(other);
  await expect(page).toHaveTitle(/^other/);
  // From another project, and again in the same replay.
  for (const _time of ["first", "again"]) {
    await running.startAgain(link);
    await expect(page).toHaveTitle(/^small/);
    await expect.poll(() => screenText(view.terminal)).toMatch(/\none$/);
    await expect(view.timeline).toHaveAttribute("aria-valuetext", moment);
    await keyboard.press("End");
    await expect.poll(() => screenText(view.terminal)).toMatch(/\ntwo/);
  }
  const end = (await view.timeline.getAttribute("aria-valuetext")) ?? "";
  expect(end).toMatch(/^0:0[2-9]/);
  await running.startAgain("specwright://run/of-nobody?t=1");
  await expect(page.getByText("leads to the run of-nobody, which is not here")).toBeVisible();
  await running.startAgain(`${link}&t=1`);
  await expect(page.getByText("This link is not one to a moment")).toBeVisible();
  await expect(view.timeline).toHaveAttribute("aria-valuetext", end);
});

/** The state that the script saw at a time, which is in milliseconds since 1970. */
interface Note {
  readonly at: number;
  readonly printed: string;
  readonly files: readonly string[];
  readonly text: readonly string[];
}

/** Shell code for git's own folder of the run's tree: a confined run can write there, and it is no part of the change. */
const gitDir = "$(git rev-parse --git-dir)";

/** An agent that records its output, the existing files, and the content of a.txt. */
const notingAgent = () =>
  [
    `note() { printf '%s|%s|%s|%s\\n' "$(date +%s%3N)" "$1" "$(find . -name .git -prune -o -type f -printf '%P ')" "$(cat a.txt 2>/dev/null | tr '\\n' ' ')" >> "${gitDir}/notes"; }`,
    `kept() { until git --git-dir="${gitDir}/../.." for-each-ref refs/specwright/checkpoints | grep -q "/$1$"; do sleep 0.05; done; sleep 0.3; note "$2"; sleep 0.3; }`,
    `echo first; echo one > a.txt; kept 1 first`,
    `echo second; mkdir lib; echo b > lib/b.txt; echo two >> a.txt; kept 2 second`,
    `echo third; rm a.txt; kept 3 third`,
  ].join("; ");

async function readNotes(path: string): Promise<Note[]> {
  const words = (text = "") => text.split(" ").filter(Boolean).sort();
  return (await readFile(path, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [at, printed = "", files, text] = line.split("|");
      return { at: Number(at), printed, files: words(files), text: words(text) };
    });
}

/** The start of a run's recording, in milliseconds since 1970. */
async function beginningOf(folder: string): Promise<number> {
  const lines = (await readFile(join(folder, "events.jsonl"), "utf8")).trimEnd().split("\n");
  const started = lines
    .map((line) => logLineSchema.parse(JSON.parse(line)))
    .find(({ event }) => event.type === "session-started");
  if (started?.time === undefined) throw new Error("The session never started.");
  return Date.parse(started.at) - started.time * 1000;
}

/** Clicks a time, in seconds, on the timeline. */
async function seek({ page }: Running, time: number, duration: number): Promise<void> {
  const track = run(page).timeline;
  const box = await track.boundingBox();
  if (!box) throw new Error("There is no track.");
  await track.click({ position: { x: (time / duration) * box.width, y: 10 } });
}

test("terminal, files, diff, task and events equal a script's notes at each moment", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles([
      "- [ ] T001 Say hello (FR-001)",
      `  - Validation: \`date +%s%3N > "${gitDir}/validating"; sleep 1; echo checked\``,
    ]),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  await shell(page).tab("Board").click();
  await board(page).start("T001", notingAgent());
  const view = run(page);
  await expect(view.approve).toBeEnabled();
  const { folder } = await onlyRun(places);
  const beginning = await beginningOf(folder);
  const duration = Number(await view.timeline.getAttribute("data-duration"));

  const aside = page.getByRole("complementary");
  const tree = aside.getByRole("list", { name: "All files at this moment" });
  const word = aside.locator(".task-at .word");
  const reached = aside.locator('.evidence-events [aria-current="true"]');
  await aside.getByRole("radio", { name: "All" }).check({ force: true });
  await tree.getByRole("button", { name: "specs/" }).click();
  await tree.getByRole("button", { name: "001-small/" }).click();
  const there = tree.locator("button:not([aria-expanded]):not(.deleted)");
  const paths = () =>
    there.evaluateAll((all) => all.map((each) => each.getAttribute("title")).sort());
  const lastLine = async () => (await screenText(view.terminal)).split("\n").at(-1);

  const trees = join(repository, ".git/worktrees");
  const own = join(trees, (await readdir(trees))[0] ?? "");
  const seen = await readNotes(join(own, "notes"));
  expect(seen.map(({ printed }) => printed)).toEqual(["first", "second", "third"]);
  // In another order than they happened, because each moment has to be independent of the others.
  for (const index of [1, 0, 2]) {
    const note = seen[index];
    if (!note) continue;
    await test.step(note.printed, async () => {
      await seek(running, (note.at - beginning) / 1000, duration);
      await expect.poll(lastLine).toBe(note.printed);
      await expect.poll(paths).toEqual(note.files);
      await expect(word).toHaveText("running");
      await expect(reached).toContainText("Files changed: a.txt");
      if (note.text.length > 0) {
        await tree.getByRole("button", { name: "a.txt" }).click();
        await expect(page.locator(".diff-line.added code")).toHaveText([...note.text]);
      } else await expect(page.locator(".diff-lines")).toContainText("has no change");
    });
  }
  expect(await findings(running)).toEqual([]);

  const validated = Number(await readFile(join(own, "validating"), "utf8"));
  await seek(running, (validated - beginning) / 1000 + 0.5, duration);
  await expect(word).toHaveText("validating");
  await expect(reached).toContainText("Validation started");
  await expect(aside).toContainText("running date +%s%3N");
  expect(await screenText(view.terminal)).not.toMatch(/^checked/m);
  await page.keyboard.press("End");
  await expect(word).toHaveText("review");
  await expect(reached).toContainText("The change waits for review");
  await expect.poll(() => screenText(view.terminal)).toMatch(/^checked/m);
});
