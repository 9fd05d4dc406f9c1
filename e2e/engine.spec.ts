import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { expect, test } from "./app";
import { cli, startCli } from "./command-line";
import { expectKept } from "./drafts";
import { insideApp } from "./inside-app";
import { board, document, run, screenText, shell } from "./pages/app-pages";
import { longSleep, processesWith } from "./processes";
import { runFolders } from "./recordings";
import { createRepository, featureFiles } from "./repositories";

test("an engine that is killed is started again: runs go on, and no edit and no output is lost", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles([
      "- [ ] T001 [P] Say hello in hello.txt (FR-001)",
      "- [ ] T002 [P] Say bye in bye.txt (FR-001)",
    ]),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  const inside = insideApp(running);
  await shell(page).tab("Board").click();
  const begins = "echo first line; seq 200; echo last line";
  await board(page).start("T001", `${begins}; read word; echo heard $word; echo hi > hello.txt`);
  await expect.poll(() => screenText(run(page).terminal)).toContain("last line");
  await page.getByRole("navigation").getByRole("button", { name: "Small" }).click();
  await shell(page).tab("Board").click();
  // A confined agent sees files of its tree only.
  const waits = "until [ -e go ]; do sleep 0.05; done; rm go; echo bye > bye.txt";
  await board(page).start("T002", waits);
  await expect(run(page).word).toHaveText("running");
  const second = (await runFolders(places)).find((folder) => basename(folder).includes("T002"));
  const trees = join(places.home, "worktrees");
  const go = join((second ?? "").replace(join(places.home, "runs"), trees), "go");
  await page.getByRole("navigation").getByRole("button", { name: "Small" }).click();
  const { text } = document(page);
  await text.getByText("say hello").click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Twice.");
  const file = join(repository, "specs/001-small/spec.md");
  await expectKept(page, file, "hello. Twice.");

  // SIGKILL leaves it no time for a clean-up. One of the agents ends while no engine is there.
  process.kill(await inside.pid("engine"), "SIGKILL");
  await writeFile(go, "");
  await expect(page.locator(".notices")).toContainText("engine ended and was started again");
  await expect(document(page).text).toContainText("say hello. Twice.");
  await expect.poll(() => readFile(file, "utf8")).toContain("The program MUST say hello. Twice.\n");

  // The other agent hears what is typed, and both changes are approved on the evidence of their whole records.
  await shell(page).rail.getByRole("button", { name: "T001" }).click();
  await expect(run(page).word).toHaveText("running");
  await expect.poll(() => screenText(run(page).terminal)).toContain("last line");
  await run(page).terminal.click();
  await page.keyboard.type("all\n");
  await expect.poll(() => screenText(run(page).terminal)).toContain("heard all");
  await expect(run(page).word).toHaveText("review");
  for (const folder of await runFolders(places)) {
    const id = basename(folder);
    const settled = z
      .object({ state: z.object({ change: z.object({ commit: z.string() }) }) })
      .parse(await inside.call("runs.settled", { run: id }));
    expect(await inside.call("runs.verify", { run: id })).toMatchObject({ ok: true });
    const shown = settled.state.change.commit;
    expect(await inside.call("runs.approve", { run: id, shown })).toMatchObject({});
    const log = await readFile(join(folder, "events.jsonl"), "utf8");
    for (const type of ["checkpoint", "change-captured", "approved"])
      expect(log).toContain(`"type":"${type}"`);
  }
  await expect(run(page).word).toHaveText("approved");
  expect(await readFile(join(repository, "hello.txt"), "utf8")).toBe("hi\n");
  expect(await readFile(join(repository, "bye.txt"), "utf8")).toBe("bye\n");
});

test("a hanging engine or pty host is reported, also after a reload, and restarted from the window", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  const inside = insideApp(running);
  const sleep = longSleep();
  await shell(page).tab("Board").click();
  await board(page).start("T001", `echo first line; ${sleep}`);
  await expect.poll(() => screenText(run(page).terminal)).toContain("first line");

  process.kill(await inside.pid("pty host"), "SIGSTOP");
  await page.getByRole("button", { name: "Restart the terminals" }).click();
  await expect(run(page).word).toHaveText("interrupted");
  await expect(page.getByText("The terminals do not answer.")).toBeHidden();
  await expect.poll(() => processesWith(sleep)).toEqual([]);

  process.kill(await inside.pid("engine"), "SIGSTOP");
  const restart = page.getByRole("button", { name: "Restart the engine" });
  await expect(restart).toBeVisible();
  await page.reload();
  await restart.click();
  await expect(page.locator(".notices")).toContainText("engine ended and was started again");
  await shell(page).rail.getByRole("button", { name: "T001" }).click();
  await expect(run(page).word).toHaveText("interrupted");
});

test("an engine that cannot start, or ends again and again, says why and can be started again", async ({
  launch,
  places,
}) => {
  await writeFile(places.home, "This file is in the place of the data folder.");
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  const inside = insideApp(running);
  await expect(page.getByText("Specwright's engine could not start.")).toContainText(places.home);
  await rm(places.home);
  await mkdir(join(places.home, "engine.sock"), { recursive: true });
  const again = page.getByRole("button", { name: "Start the engine again" });
  await again.click();
  const apart = page.getByText("The command line cannot reach this window");
  await expect(apart).toContainText("engine.sock cannot be made");
  const listed = await cli(places, "runs", "--repo", repository);
  expect(listed).toMatchObject({ exit: 0, errors: expect.stringContaining("cannot be asked") });
  await page.getByRole("button", { name: "Close this notice" }).click();
  await expect(apart).toBeHidden();
  // The repository that was named at launch is opened.
  const { ready } = document(page);
  await expect(ready).toBeVisible();

  for (let kill = 0; kill < 3; kill += 1) {
    const pid = await inside.pid("engine");
    process.kill(pid, "SIGKILL");
    if (kill < 2) await expect.poll(() => inside.pid("engine").catch(() => pid)).not.toBe(pid);
  }
  await expect(page.getByText("engine ended three times within a minute")).toBeVisible();
  await again.click();
  await expect(ready).toBeVisible();
  await expect(page.getByText("three times")).toBeHidden();
});

test("a task that the command line starts runs in the app that has the project open", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles([
      "- [ ] T001 [P] Say hello in hello.txt (FR-001)",
      "- [ ] T002 [P] Say bye in bye.txt (FR-001)",
    ]),
  );
  const { page } = await launch({ open: repository });
  await expect(document(page).ready).toBeVisible();
  const refused = await cli(places, "run", "T001", "--repo", repository, "--agent", "true");
  expect(refused).toMatchObject({ exit: 3, errors: expect.stringContaining("Trust it there") });

  // A first run makes the project trusted.
  await shell(page).tab("Board").click();
  await board(page).start("T002", "echo bye > bye.txt");
  await expect(run(page).word).toHaveText("review");

  const sleep = longSleep();
  const agent = `echo from the command line; ${sleep}; echo late`;
  const { child, done } = startCli(places, "run", "T001", "--repo", repository, "--agent", agent);
  const row = shell(page).rail.getByRole("button", { name: "T001" });
  await expect(row).toContainText("running");
  await row.click();
  await expect.poll(() => screenText(run(page).terminal)).toContain("from the command line");
  child.kill("SIGINT");
  expect(await done).toMatchObject({
    exit: 130,
    output: expect.stringContaining("from the command line"),
    errors: expect.stringContaining("the run goes on there"),
  });
  await expect(run(page).word).toHaveText("stopped");
  await expect.poll(() => processesWith(sleep)).toEqual([]);

  const folder = (await runFolders(places)).find((each) => each.includes("-T001-")) ?? "";
  const discarded = await cli(places, "discard", basename(folder), "--repo", repository);
  expect(discarded).toMatchObject({ exit: 0, errors: "" });
  await expect(run(page).word).toHaveText("discarded");
  const forgotten = await cli(places, "forget", basename(folder), "--repo", repository);
  expect(forgotten).toMatchObject({ exit: 0, errors: "" });
  expect(forgotten.output).toMatch(/^\d+ checkpoints? removed\n$/);
});
