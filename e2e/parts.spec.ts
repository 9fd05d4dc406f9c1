// Engine, pty host and window are killed with -9 while a run prints, a person types and a change is approved.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pass } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { expect, test } from "./app";
import { type InsideApp, insideApp, parts } from "./inside-app";
import { board, document, run as runView, shell } from "./pages/app-pages";
import { processesWith } from "./processes";
import { recordedEvents, runFolders } from "./recordings";
import { createRepository, featureFiles } from "./repositories";

/** None in the usual run of the tests, which kill each part once in other files; `npm run soak -- kills 100`. */
const trials = Number(process.env["SPECWRIGHT_PART_KILLS"] ?? 0);
/** Trials with one app: its history and its list of runs grow. */
const atOnce = 20;
const git = promisify(execFile);
const begin = "say hello";
const specPath = "specs/001-small/spec.md";
const idOf = (number: number) => `T${String(number).padStart(3, "0")}`;

const shownSchema = z.object({ digest: z.string() });
const summarySchema = z.object({
  id: z.string(),
  state: z.object({ phase: z.string(), change: z.object({ commit: z.string() }).optional() }),
});

async function start(inside: InsideApp, task: string, command: string) {
  const feature = "001-small";
  const { digest } = shownSchema.parse(await inside.call("runs.toStart", { feature, task }));
  const started = await inside.call("runs.start", {
    ...{ feature, task, shown: digest },
    agent: { kind: "command", command },
    size: { cols: 80, rows: 24 },
  });
  return summarySchema.parse(started).id;
}

const settled = async (inside: InsideApp, run: string) =>
  summarySchema.safeParse(await inside.call("runs.settled", { run })).data?.state;

/** What is kept of the document: in the window's drafts, and in its file. */
const draftsScript = `new Promise((done) => {
  const opening = indexedDB.open("specwright");
  opening.onerror = () => done("");
  opening.onsuccess = () => {
    const reading = opening.result.transaction("drafts").objectStore("drafts").getAll();
    reading.onsuccess = () => { opening.result.close(); done(JSON.stringify(reading.result)); };
    reading.onerror = () => done("");
  };
})`;

const textScript = "document.querySelector('.document-pane .document-text')?.innerText ?? ''";
/** After three ends of the engine in a minute the window asks the person. */
const startAgainScript = `(() => {
  const buttons = [...document.querySelectorAll("button")];
  buttons.find((button) => button.textContent === "Start the engine again")?.click();
  return "";
})()`;
const cursorScript = `(() => {
  const text = document.querySelector(".document-pane .document-text [contenteditable=true]") ??
    document.querySelector(".document-pane [contenteditable=true]");
  const line = [...(text?.querySelectorAll("p, li") ?? [])].findLast((each) => each.textContent.includes(${JSON.stringify(begin)}));
  if (!line) return "";
  text.focus();
  const range = document.createRange();
  range.selectNodeContents(line);
  range.collapse(false);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return "ready";
})()`;

for (let first = 0; first < trials; first += atOnce) {
  const count = Math.min(atOnce, trials - first);
  test(`kill -9 of a part of the app loses nothing, ${count} times from ${first + 1}`, async ({
    launch,
    places,
  }) => {
    test.setTimeout(300_000 + count * 120_000);
    const tasks = Array.from(
      { length: 2 * count + 1 },
      (_, at) => `- [ ] ${idOf(at + 1)} [P] Do it (FR-001)`,
    );
    const repository = await createRepository(join(places.base, "small"), featureFiles(tasks));
    const file = join(repository, specPath);
    const running = await launch({ open: repository });
    const { page } = running;
    const inside = insideApp(running);
    // The first run is started by hand, which trusts the project.
    await shell(page).tab("Board").click();
    await board(page).start(idOf(1), "true");
    await expect(runView(page).word).toHaveText("review");
    await page.getByRole("navigation").getByRole("button", { name: "Small" }).click();
    await expect(document(page).text).toContainText(begin);

    for (let trial = 0; trial < count; trial += 1) {
      const victim = parts[(first + trial) % parts.length] ?? "engine";
      const [done, goes] = [idOf(2 * trial + 2), idOf(2 * trial + 3)];
      const change = await start(inside, done, `echo ${done} > ${done}.txt`);
      await expect.poll(async () => (await settled(inside, change))?.phase).toBe("review");
      const shown = (await settled(inside, change))?.change?.commit ?? "";
      const mark = `mark-${process.pid}-${first + trial}`;
      const noisy = `i=0; while :; do i=$((i+1)); echo line $i.; sleep 0.01; done # ${mark}`;
      const print = await start(inside, goes, noisy);
      await inside.text(
        `window.seen = ""; window.specwright.on("runs.terminal", ({ run, message }) => {
          if (run === ${JSON.stringify(print)} && message.type === "data") window.seen += message.data;
        }); ''`,
      );
      await inside.call("runs.watch", { run: print });
      await expect.poll(() => inside.text(cursorScript)).toBe("ready");
      await expect.poll(() => inside.text("window.seen.length > 100 ? 'yes' : ''")).toBe("yes");
      const pid = await inside.pid(victim);

      // Types until the victim is killed, at a moment that nobody chose.
      let killed = false;
      let kept = "";
      const typing = (async () => {
        for (let word = 0; !killed; word += 1) {
          const typed = ` t${first + trial}w${word}`;
          await inside.type(typed);
          for (let known = ""; !killed && !known.includes(typed); )
            known = (await inside.text(draftsScript)) + (await readFile(file, "utf8"));
          if (!killed) kept = typed;
        }
      })();
      await pass(Math.random() * 800);
      await inside.begin("runs.approve", { run: change, shown });
      await pass(Math.random() * 700);
      const seen = await inside.text("window.seen");
      process.kill(pid, "SIGKILL");
      killed = true;
      await typing;

      // The edit that was kept is in the document, and then in its file.
      await expect
        .poll(
          async () => {
            await inside.text(startAgainScript);
            return (await inside.text(textScript)).includes(kept.trim())
              ? readFile(file, "utf8")
              : "";
          },
          { message: `${victim} ${trial}` },
        )
        .toContain(kept.trim());
      // The approval is whole, or can be done again.
      await expect
        .poll(async () => {
          await inside.call("runs.approve", { run: change, shown });
          return (await settled(inside, change))?.phase;
        })
        .toBe("approved");
      const log = await git("git", [
        "-C",
        repository,
        "log",
        "--format=%H",
        `--grep=^Run: ${change}$`,
      ]);
      expect(log.stdout.trim().split("\n"), victim).toHaveLength(1);
      const tree = await git("git", ["-C", repository, "show", `HEAD:${done}.txt`]);
      expect(tree.stdout).toBe(`${done}\n`);
      const list = await readFile(join(repository, "specs/001-small/tasks.md"), "utf8");
      expect(list).toContain(`- [x] ${done} `.replace("[x]", "[X]"));
      const status = await git("git", ["-C", repository, "status", "--porcelain"]);
      expect(status.stdout.trim(), victim).toMatch(/^(?:M specs\/001-small\/spec\.md)?$/);

      // Only the death of the pty host ends the run. The record has what the window had been told, and verifies.
      if (victim !== "pty host")
        expect(await inside.call("runs.stop", { run: print }), victim).toBeNull();
      await expect
        .poll(async () => (await settled(inside, print))?.phase)
        .toMatch(/^(?:review|captured|uncaptured)$/);
      const folder = (await runFolders(places)).find((each) => each.endsWith(print)) ?? "";
      const recorded = (await recordedEvents(folder))
        .filter(({ code }) => code === "o")
        .map(({ data }) => data)
        .join("");
      expect(recorded, victim).toContain(seen);
      for (const run of [print, change]) {
        const verified = z
          .object({ checks: z.array(z.object({ ok: z.boolean(), text: z.string() })) })
          .parse(await inside.call("runs.verify", { run }));
        expect(
          verified.checks.filter(({ ok }) => !ok),
          victim,
        ).toEqual([]);
      }
      await expect.poll(() => processesWith(mark)).toEqual([]);
    }
    console.log(`${count} parts killed: nothing lost, no process left.`);
  });
}
