import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { expectKept } from "./drafts";
import { board, document, run, screenText, shell } from "./pages/app-pages";
import { longSleep, processesWith } from "./processes";
import { createRepository, featureFiles } from "./repositories";
import type { Running } from "./running";

test("a window that crashes comes back with the edit and the run", async ({ launch, places }) => {
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
  await crash(running);

  await expect
    .poll(() => inPage(running, "document.querySelector('.notices').innerText"))
    .toContain("The window crashed and was opened again.");
  await expect
    .poll(() => inPage(running, "document.querySelector('[role=textbox]')?.innerText ?? ''"))
    .toContain("The program MUST say hello. Twice.");
  await expect.poll(() => readFile(file, "utf8")).toContain("The program MUST say hello. Twice.\n");

  expect(await processesWith(sleep)).not.toEqual([]);
  await inPage(running, "document.querySelector('nav .rail-row .word').closest('button').click()");
  const screen = "document.querySelector('[data-testid=terminal]')?.specwrightScreen?.() ?? ''";
  await expect.poll(() => inPage(running, screen)).toContain("last line");
  await expect.poll(() => inPage(running, screen)).toContain("first line");
});

/** The page object of a crashed window is unusable, so the next steps ask the app itself. */
async function crash({ app, page }: Running): Promise<void> {
  const crashed = page.waitForEvent("crash");
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await crashed;
}

const inPage = ({ app }: Running, script: string): Promise<string> =>
  app.evaluate(
    async ({ BrowserWindow }, source) =>
      String(
        await BrowserWindow.getAllWindows()[0]
          ?.webContents.executeJavaScript(source)
          .catch(() => ""),
      ),
    script,
  );
