import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createCastParser } from "@shared/recordings/parse-cast";
import { screenText as textOfRows } from "@shared/recordings/screen-text";
import { expect, root, test } from "./app";
import { findings } from "./axe";
import { cli } from "./command-line";
import { board, dialog, run, screenText, shell } from "./pages/app-pages";
import { onlyRun } from "./recordings";
import { createRepository, featureFiles } from "./repositories";
import type { Running } from "./running";

/** Colours, wide letters, cursor movement, the alternate screen, and a pause between two screens. */
const agent = [
  "printf '\\033[1;31mred\\033[0m one\\r\\n\\346\\274\\242\\345\\255\\227 wide\\r\\n</script>\\r\\n'",
  "sleep 1",
  "printf '\\033[?1049h\\033[2;3Hmenu'",
  "sleep 1",
  "printf '\\033[?1049l\\033[1;1Htop'",
].join("; ");

/** Opens a page from this computer's disk beside the app. */
async function openFile({ app }: Running, path: string) {
  const opened = app.waitForEvent("window");
  await app.evaluate(({ BrowserWindow }, address) => {
    new BrowserWindow({ width: 1000, height: 700, webPreferences: { sandbox: true } }).loadURL(
      address,
    );
  }, pathToFileURL(path).href);
  const page = await opened;
  await page.waitForLoadState();
  return page;
}

/** A page with asciinema-player and a recording. */
async function theirPlayer(cast: string): Promise<string> {
  const bundle = join(root, "node_modules/asciinema-player/dist/bundle");
  const data = JSON.stringify(await readFile(cast, "utf8")).replaceAll("<", "\\u003c");
  const page = `${cast}.html`;
  await writeFile(
    page,
    `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="${pathToFileURL(join(bundle, "asciinema-player.css"))}">
<div id="host"></div><script src="${pathToFileURL(join(bundle, "asciinema-player.js"))}"></script>
<script>const player = AsciinemaPlayer.create({ data: ${data} }, document.getElementById("host"), { preload: true });</script>`,
  );
  return page;
}

/** A time after this text was printed and before the next output. */
async function timeOf(cast: string, printed: string): Promise<number> {
  const output = createCastParser()
    .push(await readFile(cast, "utf8"))
    .filter((event) => event.code === "o");
  const at = output.findIndex((event) => event.code === "o" && event.data.includes(printed));
  const [event, next] = output.slice(at);
  if (at < 0 || !event || !next) throw new Error(`Nothing follows ${printed}.`);
  return (event.time + next.time) / 2;
}

async function exportAs(running: Running, form: string, path: string): Promise<void> {
  const { app, page } = running;
  await app.evaluate(({ dialog: system }, filePath) => {
    system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  await page.getByRole("button", { name: "Export…" }).click();
  await dialog(page).self.getByRole("radio", { name: form }).check();
  await dialog(page).press("Export");
  await expect(dialog(page).self).toBeHidden();
}

test("an exported recording plays the same in asciinema-player, as a web page and in the app", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello (FR-001)"]),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  await shell(page).tab("Board").click();
  await board(page).start("T001", agent);
  await expect(run(page).word).toHaveText("review");
  await page.getByRole("button", { name: "Export…" }).click();
  expect(await findings(running)).toEqual([]);
  await page.keyboard.press("Escape");

  const cast = join(places.base, "a.cast");
  const cast2 = join(places.base, "b.cast");
  const html = join(places.base, "c.html");
  await exportAs(running, "asciicast 3", cast);
  await exportAs(running, "asciicast 2", cast2);
  await exportAs(running, "Web page", html);

  const { folder } = await onlyRun(places);
  const moments = [await timeOf(cast, "漢"), await timeOf(cast, "\u001b[?1049h"), 99];
  const ours = await Promise.all(
    moments.map(async (at) => (await cli(places, "replay", folder, "--at", String(at))).output),
  );
  expect(ours[0]).toContain("漢字 wide");
  expect(ours[1]).toContain("menu");

  for (const file of [cast, cast2]) {
    const other = await openFile(running, await theirPlayer(file));
    for (const [index, at] of moments.entries()) {
      await other.evaluate(`player.seek(${at})`);
      await expect
        .poll(async () => textOfRows(await other.locator(".ap-line").allTextContents()))
        .toBe(ours[index]?.trimEnd());
    }
  }

  const requests: string[] = [];
  const alone = await openFile(running, html);
  alone.on("request", (request) => requests.push(request.url()));
  await alone.reload();
  await expect(alone.locator("#time")).toHaveText(/^00:00 \/ 00:0/);
  await alone.keyboard.press("End");
  const rows = async () =>
    textOfRows(
      (await alone.locator(".xterm-rows > div").allTextContents()).map((row) =>
        row.replaceAll("\u00a0", " "),
      ),
    );
  await expect.poll(rows).toBe(ours[2]?.trimEnd());
  await alone.keyboard.press("Home");
  await alone.keyboard.press(" ");
  await expect(alone.locator("#play")).toHaveText("Pause");
  await expect(alone.locator("#play")).toHaveText("Play");
  await expect.poll(rows).toBe(ours[2]?.trimEnd());
  expect(requests).toEqual([pathToFileURL(html).href]);

  // A picture needs a tool that is not installed here, and the message names it.
  await page.getByRole("button", { name: "Export…" }).click();
  if (await dialog(page).self.getByText("which is not installed").isVisible())
    await expect(dialog(page).self.getByRole("radio", { name: /GIF/ })).toBeDisabled();
  await page.keyboard.press("Escape");
  expect(await screenText(run(page).terminal)).toContain("wide");
});
