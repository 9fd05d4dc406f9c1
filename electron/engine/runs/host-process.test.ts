import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import {
  type TerminalToHost,
  type TerminalToWindow,
  terminalToWindowSchema,
} from "@shared/contracts/terminal";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createFolders, createSeen, eventOf, readRun } from "../../pty-host/host.fixture";
import type { FromHost } from "../../pty-host/protocol";
import { readEvents } from "../../run-folder/event-log";
import { processesOf, processStartToken } from "../../system/process-tree";
import { verifyRunFolder } from "../recordings/verify-run";
import { forkHost } from "./host-process";

let folders: Awaited<ReturnType<typeof createFolders>>;
let program: string;

beforeAll(async () => {
  folders = await createFolders();
  const outDir = join(folders.root, "host");
  await mkdir(outDir);
  await build({
    configFile: false,
    logLevel: "error",
    resolve: { alias: { "@shared": resolve("shared") } },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        external: ["node-pty"],
        input: ["pty-host", "terminal-reader-thread", "answers/answer-thread"].map((name) =>
          resolve(`electron/pty-host/${name}.ts`),
        ),
        output: { entryFileNames: ({ name }) => `${basename(name)}.js` },
      },
    },
    ssr: { noExternal: true },
  });
  await writeFile(join(outDir, "package.json"), '{"type":"module"}');
  await symlink(resolve("node_modules"), join(outDir, "node_modules"));
  program = join(outDir, "pty-host.js");
});
afterAll(() => folders.remove());

it("runs as a forked process, and ends on request", async () => {
  const host = forkHost(program);
  const messages = createSeen<FromHost>();
  const exited = new Promise<void>((done) => host.onExit(done));
  host.onMessage(messages.add);
  const first = await folders.session("echo from the fork");
  const second = await folders.session("echo waiting; sleep 1000");
  host.post({ type: "open", session: first });
  host.post({ type: "open", session: second });
  await messages.find((message) => message.type === "closed" && message.run === first.run);
  expect((await readRun(first.folder)).output).toContain("from the fork\r\n");
  const started = await messages.find(
    (message) =>
      message.type === "event" &&
      message.run === second.run &&
      message.logged.event.type === "session-started",
  );
  expect(started).toMatchObject({
    logged: {
      event: { owner: { pid: host.pid, started: processStartToken(host.pid ?? 0), seconds: 0 } },
    },
  });
  host.kill();
  await exited;
  const { events } = await readRun(second.folder);
  expect(eventOf(events, "session-ended").how).toBe("interrupted");
  expect(processesOf({ run: second.run })).toEqual([]);
});

it("records all output that its thread reads, and shows it at once", async () => {
  const source = join(folders.root, "stream.txt");
  const line = (i: number) => `${i} ${"abcdefgh é漢 ".repeat(i % 12)}\r\n`;
  const wanted = Array.from({ length: 200_000 }, (_, i) => line(i)).join("");
  await writeFile(source, wanted);
  const host = forkHost(program);
  const exited = new Promise<void>((done) => host.onExit(done));
  const messages = createSeen<FromHost>();
  host.onMessage(messages.add);
  const session = await folders.session(`stty raw; cat ${source}; read -r answer; echo got`, {
    banner: [],
  });
  let shown = 0;
  let left = 0;
  const seen = createSeen<TerminalToWindow["type"]>();
  const send = (message: TerminalToHost) => host.post({ type: "terminal", channel: 1, message });
  host.onMessage((message) => {
    if (message.type !== "terminal") return;
    const said = terminalToWindowSchema.parse(message.message);
    if (said.type === "skimmed") left += said.length;
    if (said.type === "data") {
      shown += said.data.length;
      send({ type: "ack", length: said.data.length });
      if (shown + left >= wanted.length && !seen.all.includes("data"))
        send({ type: "input", data: "yes\n" });
    }
    if (said.type === "ended" || shown + left >= wanted.length) seen.add(said.type);
  });
  host.post({ type: "open", session });
  host.post({ type: "attach", run: session.run, channel: 1 });
  await messages.find((message) => message.type === "closed");
  await seen.find((type) => type === "ended");
  const { output } = await readRun(session.folder);
  expect(output.slice(0, wanted.length) === wanted).toBe(true);
  expect(output).toContain("got");
  expect(shown + left).toBe(output.length);
  expect(await verifyRunFolder(session.folder)).toMatchObject({ ok: true });
  host.kill();
  await exited;
});

it("after its parent is killed, the run is interrupted and no process remains", async () => {
  const session = await folders.session("sh -c 'trap \"\" HUP; echo busy; sleep 1000'");
  const parent = join(folders.root, "parent.mjs");
  await writeFile(
    parent,
    `import { fork } from "node:child_process";
     const host = fork(${JSON.stringify(program)}, [], { serialization: "advanced" });
     host.on("message", (message) => {
       if (message.logged?.event.type === "session-started") console.log(host.pid);
     });
     host.send({ type: "open", session: ${JSON.stringify(session)} });`,
  );
  const child = spawn(process.execPath, [parent], { stdio: ["ignore", "pipe", "inherit"] });
  const hostPid = Number(await firstLine(child));
  expect(processStartToken(hostPid)).toBeDefined();
  child.kill("SIGKILL");
  await expect
    .poll(async () => (await readEvents(session.folder)).events.at(-1)?.event, { timeout: 60_000 })
    .toMatchObject({ type: "session-ended", how: "interrupted" });
  await expect.poll(() => processStartToken(hostPid), { timeout: 60_000 }).toBeUndefined();
  expect(processesOf({ run: session.run })).toEqual([]);
  expect(await verifyRunFolder(session.folder)).toMatchObject({ ok: true });
});

it("after the host is killed, the recording is readable up to its last complete line", async () => {
  const host = forkHost(program);
  const exited = new Promise<void>((done) => host.onExit(done));
  const session = await folders.session("echo first words; sleep 1000");
  host.post({ type: "open", session });
  await expect
    .poll(() => readRun(session.folder).then(({ output }) => output, String), { timeout: 60_000 })
    .toContain("first words\r\n");
  process.kill(host.pid ?? 0, "SIGKILL");
  await exited;
  const { output, types } = await readRun(session.folder);
  expect(output).toContain("first words\r\n");
  expect(types).toEqual(["run-created", "session-started"]);
  expect((await verifyRunFolder(session.folder)).ok).toBe(false);
  // The hang-up of its terminal ended the program.
  await expect.poll(() => processesOf({ run: session.run }), { timeout: 60_000 }).toEqual([]);
});

/**
 * Kills a host while its program prints the time.
 * @returns the milliseconds of lost output
 */
async function lossOfKill(): Promise<number> {
  const host = forkHost(program);
  const exited = new Promise<void>((done) => host.onExit(done));
  const session = await folders.session("");
  const printed = join(session.folder, "printed");
  const script = `const { openSync, writeSync } = require("node:fs");
    const file = openSync(${JSON.stringify(printed)}, "w");
    setInterval(() => {
      const time = String(performance.timeOrigin + performance.now()).padEnd(20).slice(0, 20);
      writeSync(1, time + "\\n");
      writeSync(file, time, 0);
    }, 1);`;
  const agent = { file: process.execPath, args: ["-e", script], label: "" };
  host.post({ type: "open", session: { ...session, agent } });
  const lines = async () => {
    const { output } = await readRun(session.folder);
    return output.split("\r\n").filter((line) => /^[\d. ]{20}$/.test(line));
  };
  await expect
    .poll(
      () =>
        lines().then(
          ({ length }) => length,
          () => 0,
        ),
      { timeout: 60_000 },
    )
    .toBeGreaterThan(100);
  process.kill(host.pid ?? 0, "SIGKILL");
  await exited;
  await expect.poll(() => processesOf({ run: session.run }), { timeout: 60_000 }).toEqual([]);
  return Number(await readFile(printed, "utf8")) - Number((await lines()).at(-1));
}

it("a killed host loses at most the last second", async () => {
  // The exact figure is in the benchmark (record-kill). A host that waited for more output would lose several
  // seconds here.
  expect(await lossOfKill()).toBeLessThan(1000);
});

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.stdout?.once("data", (bytes) => done(String(bytes)));
  });
}
