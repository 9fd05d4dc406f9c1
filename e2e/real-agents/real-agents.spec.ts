import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, type Places, root, test } from "../app";
import { dialog, document, run, screenText, shell, startWith, welcome } from "../pages/app-pages";
import { processesOf } from "../processes";
import { onlyRun } from "../recordings";
import { git } from "../repositories";
import type { Running } from "../running";
import { agents, type RealAgent, settle } from "./agents";
import { hear } from "./heard";

/**
 * A folder in which npm has installed the agents, and the address of a model server that has answers for the
 * sample's T004.
 */
const installed = resolve(process.env["SPECWRIGHT_REAL_AGENTS"] ?? "");
const model = process.env["SPECWRIGHT_REAL_AGENTS_MODEL"] ?? "";
const out = join(root, "out", "real-agents");
/** Milliseconds that an agent may take to start or to continue on a busy machine. */
const patience = { timeout: 240_000 };
/** The agent's last words after its work. */
const end = /done\./;

/** Opens the sample and starts its T004 with an agent. */
async function begin(
  agent: RealAgent,
  launch: (options: { env: Readonly<Record<string, string>> }) => Promise<Running>,
  places: Places,
) {
  await mkdir(out, { recursive: true });
  const repository = join(places.base, "parcel-rates");
  const place = { home: places.person, repository, trees: join(places.home, "worktrees"), model };
  await settle(agent, place);
  const bin = join(installed, "node_modules/.bin");
  const heard = await hear(agent.name, join(bin, agent.name), places, repository);
  // A confined program sees the packages of the programs on the PATH.
  const PATH = `${heard.folder}:${bin}:${process.env["PATH"] ?? ""}`;
  const running = await launch({ env: { ...agent.env(place), PATH } });
  const { page } = running;
  await running.resize(1280, 800);
  await welcome(page).createSample(repository);
  await expect(document(page).text).toBeVisible();
  const base = await git(repository, "rev-parse", "main");
  await shell(page).tab("Board").click();
  await startWith(page, "T004", agent.shown);
  const screen = () => screenText(run(page).terminal);
  const shot = async (name: string) => {
    for (const colorScheme of ["dark", "light"] as const)
      for (const [width, height] of [
        [1600, 1000],
        [1280, 800],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        // The terminal keeps its size, because a program would redraw after a change.
        if (name === "review" || width === 1280) {
          await running.resize(width, height);
          await page.screenshot({
            path: join(out, `${agent.name}-${name}-${colorScheme}-${width}.png`),
          });
        }
      }
  };
  await expect.poll(screen, patience).toMatch(agent.question);
  return { page, heard, repository, base, screen, shot };
}

for (const agent of agents) {
  test(`${agent.name} does the sample's T004 through the window`, async ({ launch, places }) => {
    const { page, heard, repository, base, screen, shot } = await begin(agent, launch, places);
    const { terminal, word, approve } = run(page);
    const { rail, state } = shell(page);

    await test.step("the app notices that it waits", async () => {
      await expect(word).toHaveText("waiting", patience);
      await shot("asks");
      expect(await heard.keys()).toBe("");
    });

    await test.step("looking away and coming back types nothing", async () => {
      const answers = await heard.answers();
      const away = async () => {
        await rail.getByRole("button", { name: /001 / }).click();
        await expect(terminal).toBeHidden();
      };
      const isBack = () => expect.poll(screen).toMatch(agent.question);
      await away();
      await expect(state).toContainText("1 run waits for you");
      await shot("elsewhere");
      await page.keyboard.press("F8");
      await isBack();
      await away();
      await rail.getByRole("button", { name: "T004" }).click();
      await isBack();
      await page.reload();
      await isBack();
      expect(await heard.keys()).toBe("");
      expect(await heard.answers()).toEqual(answers);
      await expect(word).toHaveText("waiting", patience);
    });

    await test.step("its questions are answered by keys", async () => {
      const asksOrEnds = new RegExp(`${agent.question.source}|${end.source}`);
      for (let questions = 0; questions < 4; questions += 1) {
        await expect.poll(screen, patience).toMatch(asksOrEnds);
        const asks = await screen();
        if (!agent.question.test(asks)) break;
        await terminal.getByRole("textbox").focus();
        await page.keyboard.press("Enter");
        await expect
          .poll(async () => question(await screen(), agent), patience)
          .not.toBe(question(asks, agent));
      }
      await expect.poll(screen, patience).toMatch(end);
      await expect(word).toHaveText(/waiting|done/, patience);
      await shot("done");
    });

    await test.step("it ends by its own keys, and its change is approved", async () => {
      await run(page).finish.click();
      if (await dialog(page).self.isVisible()) {
        await shot("finish");
        await dialog(page).press("Finish run");
      }
      await expect(approve).toBeEnabled(patience);
      await shot("review");
      const { id, folder } = await onlyRun(places);
      await copyFile(join(folder, "session.cast"), join(out, `${agent.name}.cast`));
      const events = await readFile(join(folder, "events.jsonl"), "utf8");
      await writeFile(join(out, `${agent.name}.events.jsonl`), events);
      await writeFile(join(out, `${agent.name}.heard.json`), JSON.stringify(await heard.keys()));
      expect(events).toContain('"type":"agent-ended","end":{"by":"exit"');
      expect(events).not.toContain('"left-running"');
      expect(await processesOf(id)).toEqual([]);
      await approve.click();
      await dialog(page).press("Approve and merge");
      await expect(word).toHaveText("approved");
      const changed = await git(repository, "diff", "--name-only", base, "main");
      expect(changed).toBe("specs/001-rate-table-import/tasks.md\nsrc/money.js");
    });
  });

  test(`${agent.name} leaves no process when it is stopped`, async ({ launch, places }) => {
    const { page } = await begin(agent, launch, places);
    const { id } = await onlyRun(places);
    expect(await processesOf(id)).not.toEqual([]);
    await run(page).stop.click();
    await dialog(page).press("Stop run");
    await expect(run(page).word).toHaveText("stopped", patience);
    expect(await processesOf(id)).toEqual([]);
  });
}

/** The screen from the question on, without the counters of seconds. */
function question(screen: string, agent: RealAgent): string {
  const at = screen.search(agent.question);
  return at < 0 ? "" : screen.slice(at).replaceAll(/\d+/g, "");
}
