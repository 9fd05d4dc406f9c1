import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import {
  createFolders,
  openTestWindow,
  readRun,
  startTestHost,
  type TestHost,
} from "./host.fixture";

let folders: Awaited<ReturnType<typeof createFolders>>;
let test: TestHost;

beforeAll(async () => {
  folders = await createFolders();
});
afterAll(() => folders.remove());
beforeEach(() => {
  test = startTestHost();
});
afterEach(() => test.host.close());

const esc = "\u001b";

/**
 * A program that prints the output, prints it again when "!" is typed, ends at "q", and stores other input in a
 * file.
 */
const asks = (output: string, heard: string) => ({
  file: process.execPath,
  args: [
    "-e",
    `const { appendFileSync } = require("node:fs");
     process.stdin.setRawMode(true);
     process.stdin.on("data", (data) => {
       if (data.includes("q")) process.exit(0);
       if (data.includes("!")) return process.stdout.write(${JSON.stringify(output)});
       appendFileSync(${JSON.stringify(heard)}, data.toString("latin1"), "latin1");
     });
     process.stdout.write(${JSON.stringify(output)});
     process.stdout.write("ready\\r\\n");`,
  ],
  label: "asks",
});

async function open(output: string, more = {}) {
  const heard = join(folders.root, `heard-${Math.random()}`);
  writeFileSync(heard, "");
  const session = await folders.session("", { agent: asks(output, heard), ...more });
  test.post({ type: "open", session });
  const attach = (channel: number) => {
    const window = openTestWindow();
    test.post({ type: "attach", run: session.run, channel }, [window.port]);
    return window;
  };
  return { session, attach, heard: () => readFileSync(heard, "latin1") };
}

async function until(holds: () => boolean) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const questions = `${esc}[c${esc}[6n${esc}]11;?\u0007${esc}[?2026$p`;
const answers = `${esc}[?1;2c${esc}[3;1R${esc}]11;rgb:1010/1111/1414${esc}\\${esc}[?2026;2$y`;

it("answers a program without a window, and not again when windows open", async () => {
  const { session, attach, heard } = await open(questions, { banner: ["one", "two"] });
  await until(() => heard().length >= answers.length);
  expect(heard()).toBe(answers);
  for (const channel of [1, 2, 3]) {
    const window = attach(channel);
    await window.messages.find(({ type }) => type === "data" && window.text().includes("ready"));
    if (channel === 2) window.leave();
    else window.send({ type: "resize", cols: 100, rows: 30 });
  }
  const window = attach(4);
  window.send({ type: "input", data: "y" });
  await until(() => heard().length > answers.length);
  window.send({ type: "input", data: "q" });
  await test.closed(session.run);
  expect(heard()).toBe(`${answers}y`);
});

it("answers with a window's colours and size", async () => {
  const { session, attach, heard } = await open(`${esc}[18t${esc}]11;?\u0007`);
  const before = `${esc}[8;24;80t${esc}]11;rgb:1010/1111/1414${esc}\\`;
  await until(() => heard() === before);
  const window = attach(1);
  const colours = { foreground: "#111111", background: "#fafafa", cursor: "#222222" };
  window.send({ type: "colours", colours });
  window.send({ type: "resize", cols: 66, rows: 11 });
  window.send({ type: "input", data: "!" });
  const after = `${esc}[8;11;66t${esc}]11;rgb:fafa/fafa/fafa${esc}\\`;
  await until(() => heard().length >= before.length + after.length);
  expect(heard()).toBe(before + after);
  window.send({ type: "input", data: "q" });
  await test.closed(session.run);
});

it("answers in the middle of a flood", async () => {
  const lines = "a line of output\r\n".repeat(300_000);
  const file = join(folders.root, "flood.txt");
  writeFileSync(file, `${lines}${esc}[6n`);
  appendFileSync(file, "x");
  const answer = join(folders.root, "flood-answer");
  const session = await folders.session(
    `stty raw -echo; cat ${file}; dd bs=1 count=7 of=${answer} 2>&-; stty sane`,
  );
  test.post({ type: "open", session });
  await test.closed(session.run);
  expect(readFileSync(answer, "latin1")).toBe(`${esc}[24;1R`);
  expect((await readRun(session.folder)).output).toContain(`output\r\n${esc}[6nx`);
});

it("reports a window's focus to a program that asked for focus reports", async () => {
  const { session, attach, heard } = await open(`${esc}[?1004h`);
  await until(() => heard() === `${esc}[O`);
  const [first, second] = [attach(1), attach(2)];
  first.send({ type: "focus", focused: true });
  await until(() => heard() === `${esc}[O${esc}[I`);
  second.send({ type: "focus", focused: true });
  first.send({ type: "focus", focused: false });
  first.send({ type: "input", data: "a" });
  await until(() => heard().endsWith("a"));
  expect(heard()).toBe(`${esc}[O${esc}[Ia`);
  second.leave();
  await until(() => heard() === `${esc}[O${esc}[Ia${esc}[O`);
  first.send({ type: "input", data: "q" });
  await test.closed(session.run);
  expect(existsSync(session.folder)).toBe(true);
});
