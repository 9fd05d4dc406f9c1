import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./app";
import { board, document, run, screenText, shell, welcome } from "./pages/app-pages";
import { onlyRun, recordedEvents } from "./recordings";
import { createRepository, featureFiles } from "./repositories";

/**
 * Erases to the end of the screen, at which the terminal's library itself throws. Asks for a line, waits for
 * another size, asks for a line without showing it.
 */
const curious = `
printf '\\033[99;199H\\033[1J\\033[H'
stty size > size.txt
read -r line
echo "got: $line" > typed.txt
echo "done $line"
while [ "$(stty size)" = "$(cat size.txt)" ]; do sleep 0.05; done
echo "resized to $(stty size)"
stty -echo
printf 'secret? '
read -r secret
echo
echo "\${#secret} letters"
`
  .trim()
  .replaceAll("\n", "; ")
  .replaceAll("do;", "do");

test("typing, resizing and recording", async ({ launch, places }) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  await running.resize(1280, 800);
  await shell(page).tab("Board").click();
  await board(page).start("T001", curious);
  const { terminal, approve } = run(page);
  await expect(terminal.getByRole("textbox")).toBeFocused();

  await page.keyboard.type("hello you\n");
  await expect.poll(() => screenText(terminal)).toContain("done hello you");
  await running.resize(1500, 900);
  await expect.poll(() => screenText(terminal)).toMatch(/resized to \d+ \d+\nsecret\?$/);
  const live = await screenText(terminal);
  await page.keyboard.type("swordfish\n");
  await expect(approve).toBeEnabled();

  const { folder } = await onlyRun(places);
  const events = await recordedEvents(folder);
  const output = events.filter(({ code }) => code === "o").map(({ data }) => data);
  const sizes = events.filter(({ code }) => code === "r").map(({ data }) => data);
  expect(output.join("")).toContain("9 letters");
  expect(output.join("")).not.toContain("swordfish");
  expect(events.filter(({ code }) => code === "i")).toEqual([]);
  const [, rows, cols] = /resized to (\d+) (\d+)/.exec(live) ?? [];
  expect(sizes).toContain(`${cols}x${rows}`);

  await page.keyboard.press("End");
  await expect.poll(() => screenText(terminal)).toContain("9 letters");
  expect((await screenText(terminal)).startsWith(live.trimEnd())).toBe(true);
});

/**
 * Sends the queries of full-screen programs to its terminal, then asks the person, and records every input byte
 * before "q".
 */
const asks = `
stty raw -echo
printf '\\033[c\\033]11;?\\007\\033[?2026$p\\033[?1004h\\033[6nAllow the edit?'
key=
while [ "$key" != q ]
do key=$(dd bs=1 count=1 2>/dev/null)
printf %s "$key" >> heard.txt
done
stty sane
`
  .trim()
  .replaceAll("\n", "; ")
  .replaceAll("do;", "do");

test("coming back to a waiting program types nothing into it", async ({ launch, places }) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const { app, page } = await launch({ open: repository });
  await shell(page).tab("Board").click();
  await board(page).start("T001", asks);
  const shows = async (window: Page) => {
    const { terminal } = run(window);
    await expect.poll(() => screenText(terminal)).toContain("Allow the edit?");
    // Keys that are typed now come after all of the terminal's own answers.
    await terminal.click();
    await window.keyboard.type("k");
  };
  await shows(page);
  await shell(page)
    .rail.getByRole("button", { name: /001 Small/ })
    .click();
  await expect(run(page).terminal).toBeHidden();
  await shell(page).rail.getByRole("button", { name: "T001" }).click();
  await shows(page);
  await page.reload();
  await shows(page);
  const opening = app.waitForEvent("window");
  await page.keyboard.press("Control+Shift+N");
  const second = await opening;
  await shell(second).rail.getByRole("button", { name: "T001" }).click();
  await shows(second);
  await second.keyboard.type("q");
  await expect(run(page).approve).toBeEnabled();

  const { folder } = await onlyRun(places);
  const worktree = folder.replace(join(places.home, "runs"), join(places.home, "worktrees"));
  const heard = await readFile(join(worktree, "heard.txt"), "utf8");
  const readable = heard.replaceAll("\u001b", "^").replaceAll(/\^\[[IO]/g, "");
  expect(readable).toMatch(
    /^\^\[\?1;2c\^\]11;rgb:[0-9a-f/]{14}\^\\\^\[\?2026;2\$y\^\[\d+;1Rkkkkq$/,
  );
});

test("the built-in agent's question is answered in its terminal", async ({ launch, places }) => {
  const { page } = await launch();
  await welcome(page).createSample(join(places.base, "parcel-rates"));
  await expect(document(page).text).toBeVisible();
  await shell(page).tab("Board").click();
  await board(page).start("T006");
  const { terminal, approve, word } = run(page);
  await expect.poll(() => screenText(terminal)).toContain("What should a");
  await page.keyboard.type("Too heavy for s.");
  for (const key of ["ArrowLeft", "ArrowLeft", "u", "End", "Enter"]) await page.keyboard.press(key);
  await expect(approve).toBeEnabled();
  await expect(word).toHaveText("review");

  const { folder } = await onlyRun(places);
  const worktree = folder.replace(join(places.home, "runs"), join(places.home, "worktrees"));
  expect(await readFile(join(worktree, "src/messages.js"), "utf8")).toContain(
    '"Too heavy for us."',
  );
});
