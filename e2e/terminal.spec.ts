import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { board, document, run, screenText, shell, welcome } from "./pages/app-pages";
import { onlyRun, recordedEvents } from "./recordings";
import { createRepository, featureFiles } from "./repositories";

/**
 * Erases up to the end of the screen, at which the terminal's library throws by itself. Asks for a line, waits for another
 * size, asks for a line without showing it.
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

test("the built-in agent's question is answered in its terminal", async ({ launch, places }) => {
  const { page } = await launch();
  await welcome(page).createSample(join(places.base, "parcel-rates"));
  await expect(document(page).text).toBeVisible();
  await shell(page).tab("Board").click();
  await board(page).start("T006");
  const { terminal, approve, word } = run(page);
  await expect.poll(() => screenText(terminal), { timeout: 30_000 }).toContain("What should a");
  await page.keyboard.type("Too heavy for us.\n");
  await expect(approve).toBeEnabled({ timeout: 30_000 });
  await expect(word).toHaveText("review");

  const { folder } = await onlyRun(places);
  const worktree = folder.replace(join(places.home, "runs"), join(places.home, "worktrees"));
  expect(await readFile(join(worktree, "src/messages.js"), "utf8")).toContain(
    '"Too heavy for us."',
  );
});
