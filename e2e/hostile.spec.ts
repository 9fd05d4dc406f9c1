import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { z } from "zod";
import { expect, test } from "./app";
import { cli } from "./command-line";
import { afterTheLook, beforeTrust } from "./hostile-repos";
import { hiddenCommand } from "./hostile-repos/hidden-command";
import { swappedTree, theirs } from "./hostile-repos/swapped-tree";
import { board, dialog, run, shell } from "./pages/app-pages";
import { processesIn } from "./processes";
import { createRepository, featureFiles, git } from "./repositories";

test("hostile repositories are opened or refused, run nothing, and block nothing", async ({
  launch,
  places,
}) => {
  const harmless = await createRepository(
    join(places.base, "harmless"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const running = await launch({ open: harmless });
  const open = (path: string) =>
    running.page.evaluate(
      (folder) => window.specwright.call("project.open", { path: folder }),
      path,
    );
  for (const [index, builder] of beforeTrust.entries())
    await test.step(builder.name, async () => {
      const folder = join(places.base, `hostile-${index}`);
      await mkdir(folder);
      const built = await builder.build({ folder, person: places.person });
      expect(await open(built.repository)).toMatchObject({ ok: built.opening === "opens" });
      expect(await isThere(built.canary)).toBe(false);
      // After any of them another project opens.
      expect(await open(harmless)).toEqual(done);
      expect(await isThere(built.canary)).toBe(false);
      await built.spring?.();
      expect(await isThere(built.canary)).toBe(built.spring !== undefined);
    });

  await test.step("the window closes while a repository keeps git waiting", async () => {
    const [pipe] = beforeTrust.filter(({ name }) => name.includes("deep"));
    const folder = join(places.base, "waiting");
    await mkdir(folder);
    const built = await pipe?.build({ folder, person: places.person });
    void open(built?.repository ?? "").catch(() => undefined);
    await expect.poll(() => processesIn(built?.repository ?? "")).not.toEqual([]);
    await running.quit();
    await expect.poll(() => processesIn(places.base)).toEqual([]);
  });
});

/** An answer without a refusal. */
const done = expect.objectContaining({ ok: true });

/** The part of an answer with the digest of the shown start. */
const shownSchema = z.object({ ok: z.literal(true), value: z.object({ digest: z.string() }) });

test("a start is refused after the trusted or shown configuration has changed, and runs nothing", async ({
  launch,
  places,
}) => {
  const harmless = await createRepository(
    join(places.base, "harmless"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const { page } = await launch({ open: harmless });
  await expect(shell(page).rail).toBeVisible();
  const ask = (name: string, input?: unknown) =>
    page.evaluate(([call, given]) => window.specwright.call(String(call), given), [
      name,
      input,
    ] as const);
  const task = { feature: "001-small", task: "T001" };
  for (const [index, builder] of afterTheLook.entries())
    await test.step(builder.name, async () => {
      const folder = join(places.base, `hostile-${index}`);
      await mkdir(folder);
      const { repository, canary, meanwhile, refusal } = await builder.build({
        folder,
        person: places.person,
      });
      expect(await ask("project.open", { path: repository })).toEqual(done);
      const { digest } = shownSchema.parse(await ask("project.risks")).value;
      expect(await ask("project.trust", { digest })).toEqual(done);
      const shown = shownSchema.parse(await ask("runs.toStart", task)).value.digest;
      await meanwhile();
      const agent = { kind: "command", command: `touch '${canary}'` };
      const size = { cols: 80, rows: 24 };
      const start = () => ask("runs.start", { ...task, agent, size, shown });
      expect(await start()).toMatchObject({ ok: false, problem: { code: refusal } });
      // After opening it again it still differs from the repository that was looked at.
      expect(await ask("project.open", { path: harmless })).toEqual(done);
      expect(await ask("project.open", { path: repository })).toEqual(done);
      expect(await start()).toMatchObject({ ok: false, problem: { code: refusal } });
      expect(await ask("project.risks")).toMatchObject({
        value: { trusted: refusal !== "not-trusted" },
      });
      expect(await isThere(canary)).toBe(false);
    });
});

test("invisible characters are made visible before a command runs or a message is committed, and hide no warning", async ({
  launch,
  places,
}) => {
  const { repository } = await hiddenCommand.build({ folder: places.base, person: places.person });
  const { page } = await launch({ open: repository });
  const { self, press } = dialog(page);
  await shell(page).tab("Board").click();
  await board(page).card("T001").getByRole("button", { name: "Start" }).click();
  await self.getByRole("radio", { name: "Any command" }).check();
  await self.getByLabel("Command", { exact: true }).fill("claude\u2066 -p\u200b");
  await expect(self.getByRole("alert").first()).toContainText(
    "8 characters that cannot be seen, or that turn the direction of the text",
  );
  const signs = (label: string) =>
    self.getByRole("region", { name: label }).locator(".hidden-sign").allTextContents();
  expect(await signs("Task")).toEqual(["U+202E"]);
  expect(await signs("The command as it runs")).toEqual(["U+2066", "U+200B"]);
  expect(await signs("Validation")).toEqual(["U+202E", "U+2066", "U+2069", "U+00A0", "U+200B"]);
  await expectInSight(page, self.getByRole("alert").first());
  await expectInSight(page, self.getByRole("button", { name: /start$/i }));
  await press("Cancel");

  await writeFile(join(repository, "specs/001-small/plan\u202edm.md"), "# Plan\n");
  await expect(page.getByRole("button", { name: "Commit 1 document" })).toBeVisible();
  await page.keyboard.press("Control+Shift+G");
  const message = self.getByRole("textbox", { name: "Message" });
  // The proposed message names the document.
  await expect(message).toHaveValue(/\u202e/);
  await message.fill("docs: plan\u202e");
  await expect(self.getByRole("alert").first()).toContainText("2 characters that cannot be seen");
  expect(await signs("The message as it is committed")).toEqual(["U+202E"]);
  await expect(self.locator(".commit-name .hidden-sign")).toHaveText("U+202E");
});

test("Approve merges the shown change, and leaves alone a folder that replaced the working tree", async ({
  launch,
  places,
}) => {
  const place = { folder: join(places.base, "swapped"), person: places.base };
  const { repository, task, agent } = await swappedTree.build(place);
  // In a sandbox the agent cannot move its tree.
  await cli(places, "run", task, "--repo", repository, "--agent", agent, "--no-sandbox");
  const { page } = await launch({ open: repository });
  await shell(page).rail.getByRole("button", { name: "T001" }).click();
  await expect(page.getByText("Not confined: it was started with --no-sandbox.")).toBeVisible();
  await run(page).approve.click();
  await expect(dialog(page).self).toContainText(/Not in the change.*stands where/);
  await dialog(page).press("Trust, then approve and merge");
  await expect(run(page).word).toHaveText("approved");
  expect(await git(repository, "show", "main:hello.txt")).toBe("hello");
  expect(await readFile(theirs(repository), "utf8")).toBe("nowhere else\n");
  expect(await git(repository, "log", "--all", "--format=%H", "--", "only.txt")).toBe("");
});

/** Checks that a part of a dialog is visible in the window without scrolling. */
async function expectInSight(page: Page, part: Locator): Promise<void> {
  const box = await part.boundingBox();
  const height = await page.evaluate(() => window.innerHeight);
  expect(box?.y ?? -1).toBeGreaterThanOrEqual(0);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height);
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
