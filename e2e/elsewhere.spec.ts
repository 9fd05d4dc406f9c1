import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Places, test } from "./app";
import { findings } from "./axe";
import { cli, startCli } from "./command-line";
import { busy, busyName, busyRecording } from "./hostile-repos/busy-recording";
import { run, screenText, shell } from "./pages/app-pages";
import { onlyRun } from "./recordings";
import { createRepository, featureFiles } from "./repositories";
import { callOf, watchSent } from "./sent";

/** The queries that a terminal may answer: its name, its cursor, modes, colours, size and keys. */
const queries = [
  ["\u0005", "\u001b[c", "\u001b[>c", "\u001b[=c", "\u001b[>0q", "\u001bZ"],
  ["\u001b[5n", "\u001b[6n", "\u001b[?6n", "\u001b[4$p", "\u001b[?2026$p"],
  ["\u001bP$qm\u001b\\", "\u001bP$qr\u001b\\", "\u001bP+q544e\u001b\\", "\u001b[x"],
  [4, 5].map((code) => `\u001b]${code};1;?\u0007`),
  [10, 11, 12, 17, 19].map((code) => `\u001b]${code};?\u001b\\`),
  ["c", "p", ""].map((which) => `\u001b]52;${which};?\u0007`),
  [11, 13, 14, 15, 16, 18, 19, 20, 21].map((code) => `\u001b[${code}t`),
  ["\u001b[?u", "\u001b[?4m"],
].flat();
/** Sequences that turn on reports of the mouse, the focus and pastes. */
const reports = ["\u001b[?1003h", "\u001b[?1006h", "\u001b[?1004h", "\u001b[?2004h"];

/**
 * Sequences that a terminal could answer, follow, copy or obey: titles, queries, the clipboard, a link, a window's
 * size.
 */
const hostile = [
  `${busy}\u001b[r\u001b[2J\u001b[H`,
  "\u001b]0;owned\u0007\u001b]2;owned\u0007",
  ...queries,
  `\u001b]52;c;${Buffer.from("owned").toString("base64")}\u0007\u001b]52;c;?\u0007`,
  "\u001b]8;;https://example.org/\u0007a link\u001b]8;;\u0007",
  "\u001b[8;2;9t\u001b[2t",
].join("");
const second = `{"version":2,"width":40,"height":5,"title":"A demo"}
${JSON.stringify([0.1, "o", hostile])}
[0.2,"r","30x4"]
[0.3,"o","cut off
[0.5,"o","\\r\\nfrom v2\\r\\n"]
${JSON.stringify([1, "o", `${reports.join("")}reports`])}
`;

async function theirFiles({ base }: Places) {
  const folder = join(base, "downloads");
  await mkdir(folder);
  const old = join(folder, "old.json");
  await writeFile(
    old,
    JSON.stringify({ version: 1, width: 40, height: 5, stdout: [[1, "from v1"]] }, undefined, 2),
  );
  const demo = join(folder, "demo.cast");
  await writeFile(demo, second);
  const broken = join(folder, "broken.cast");
  await writeFile(broken, "nonsense\n");
  return { demo, old, broken };
}

test("a foreign recording opens without a project, and has no effect beside its replay", async ({
  launch,
  places,
}) => {
  const { demo, old, broken } = await theirFiles(places);
  const running = await launch({ open: demo });
  const { page } = running;
  await expect(page.getByRole("heading", { name: "A demo" })).toBeVisible();
  await expect(page.getByText("Recording of somebody else: not verified").first()).toBeVisible();
  await running.app.evaluate(({ clipboard }) => clipboard.writeText("mine"));
  // A call that is pending while the page's port is replaced would be lost.
  await expect.poll(() => screenText(run(page).terminal)).toContain("from v2");
  const sent = await watchSent(running.app);
  await page.keyboard.press("Home");
  await expect.poll(() => screenText(run(page).terminal)).not.toContain("from v2");
  await page.keyboard.press("6");
  await expect.poll(() => screenText(run(page).terminal)).toContain("from v2");
  expect(await screenText(run(page).terminal)).toContain("a link");
  const passedOver = "Line 4 of the recording is not valid JSON and was passed over.";
  await expect(page.getByText(passedOver)).toBeVisible();
  await run(page).terminal.click({ position: { x: 14, y: 12 } });
  // Again from the beginning, up to the reports of mouse, focus and keys.
  await page.keyboard.press("Home");
  await expect.poll(() => screenText(run(page).terminal)).not.toContain("from v2");
  await page.keyboard.press("Space");
  await expect.poll(() => screenText(run(page).terminal)).toContain("reports");
  await run(page).terminal.click({ position: { x: 30, y: 12 } });
  await page.keyboard.press("y");
  await page.getByRole("heading", { name: "A demo" }).click();
  // Proves that messages of the page are noticed; otherwise the next lines would prove nothing.
  await page.evaluate(() => window.specwright.call("project.atStart", {}));
  const messages = await sent();
  const needed = new Set(["runs.recordingIndex", "runs.recordingPart", "app.menu"]);
  expect(messages.map(callOf).filter((call) => !needed.has(call))).toEqual(["project.atStart"]);
  expect(messages.join("\n")).not.toContain("\\u001b");
  expect(await running.app.evaluate(({ clipboard }) => clipboard.readText())).toBe("mine");
  const windows = await running.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => [window.getTitle(), window.isMinimized()]),
  );
  expect(windows).toEqual([[expect.not.stringContaining("owned"), false]]);
  await expect(run(page).approve).toBeHidden();
  expect(await findings(running)).toEqual([]);

  await running.chooseFolder(old);
  await page.keyboard.press("ControlOrMeta+Shift+O");
  await expect(page.getByRole("heading", { name: "old.json" })).toBeVisible();
  await expect.poll(() => screenText(run(page).terminal)).toContain("from v1");

  const session = await page.context().newCDPSession(page);
  const drop = async (path: string) => {
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const)
      await session.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  };
  await expect(async () => {
    await drop(demo);
    await expect(page.getByRole("heading", { name: "A demo" })).toBeVisible({ timeout: 2000 });
  }).toPass();
  // A file that is dropped before the window has answered whether it accepts the file is refused, so the drop is
  // repeated.
  await expect(async () => {
    await drop(broken);
    const refused = page.getByText("Line 1 of the recording is not valid JSON.");
    await expect(refused.first()).toBeVisible({ timeout: 2000 });
  }).toPass();

  await page.getByRole("button", { name: "Close recording" }).click();
  await expect(page.getByRole("button", { name: "Open a repository" })).toBeVisible();
  await running.quit();
  // The index of the existing recording is kept for the next time.
  const [kept = "", ...more] = await readdir(join(places.home, "opened"));
  expect(more).toEqual([]);
  expect((await readdir(join(places.home, "opened", kept))).sort()).toEqual([
    "index",
    "session.cast",
  ]);
});

test("a recording that keeps a terminal busy is replayed and exported", async ({ places }) => {
  const { repository } = await busyRecording.build({ folder: places.base, person: places.base });
  const file = join(repository, busyName);
  const passedOver = "Line 4 of the recording has no valid terminal size and was passed over.\n";
  expect(await cli(places, "replay", file)).toEqual({
    exit: 0,
    output: "afterwards ✅|\n",
    errors: `specwright: ${passedOver}`,
  });
  const text = join(places.base, "text.txt");
  expect(await cli(places, "export", file, "--to", "text", text)).toMatchObject({ exit: 0 });
  expect(await readFile(text, "utf8")).toContain("afterwards ✅|");

  // A signal ends the export of a long recording at once, and no part of the file is left.
  const events = `[0.01,"r","1000x500"]\n[0.01,"o",${JSON.stringify(busy)}]\n[0.01,"r","2x1"]\n`;
  const heavy = join(places.base, "heavy.cast");
  const header = '{"version":3,"term":{"cols":1000,"rows":500}}\n';
  await writeFile(heavy, header + events.repeat(100_000));
  const out = join(places.base, "out");
  await mkdir(out);
  const { child, done } = startCli(places, "export", heavy, "--to", "text", join(out, "a.txt"));
  await expect.poll(() => readdir(out)).toHaveLength(1);
  child.kill("SIGTERM");
  expect(await done).toMatchObject({ exit: 130 });
  expect(await readdir(out)).toEqual([]);
});

test("a foreign run is imported, verified and replayed, and cannot be decided", async ({
  launch,
  places,
}) => {
  const files = featureFiles(["- [ ] T001 Say hello (FR-001)"]);
  const theirs: Places = { ...places, home: join(places.base, "their-data") };
  const there = await createRepository(join(places.base, "there"), files);
  const agent = "echo done by another";
  expect((await cli(theirs, "run", "T001", "--repo", there, "--agent", agent)).exit).toBe(0);
  const { folder } = await onlyRun(theirs);

  const here = await createRepository(join(places.base, "here"), files);
  const running = await launch({ open: here });
  const { page } = running;
  await running.chooseFolder(folder);
  await expect(shell(page).tab("Runs")).toBeVisible();
  await shell(page).command("Import a run");
  await expect(page.getByRole("heading", { name: "T001 Say hello" })).toBeVisible();
  await expect(page.getByText("holds together")).toBeVisible();
  await expect.poll(() => screenText(run(page).terminal)).toContain("done by another");
  await expect(run(page).approve).toBeHidden();
  expect(await findings(running)).toEqual([]);

  await page.getByRole("button", { name: "Close recording" }).click();
  await shell(page).tab("Runs").click();
  const row = page.getByRole("row", { name: /T001/ });
  await expect(row).toContainText("imported");
  await row.getByRole("button").click();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("No runs yet")).toBeVisible();
});
