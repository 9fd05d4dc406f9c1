// The cost of recording a run: the processor time of a program that works and prints in a terminal of the pty
// host, against the same in a terminal that is shown and not recorded; the recording's size against the output's;
// and the output that a kill of the host loses.

import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { detail } from "../say.mjs";
import { withFolder } from "./apps.mjs";
import { prepareSession, runSession, startHost } from "./pty-host.mjs";

export const name = "record";

const pairs = 3;
const kills = 10;
/** The largest acceptable loss of a kill, in milliseconds. */
const mostLost = 50;

/** Works for some milliseconds and prints twenty lines like a build, some in colour, three hundred times. */
const worker = `
  const { createHash } = require("node:crypto");
  const block = Buffer.alloc(10_000_000, "x");
  let n = 0;
  const line = () => {
    const text = ++n + " src/module-" + (n % 97) + "/file.ts compiled in " + ((n * 7) % 1000) + " ms";
    return n % 5 === 0 ? "\\u001b[32mok\\u001b[0m " + text + "\\n" : "   " + text.padEnd(n % 90) + "\\n";
  };
  (function step(left) {
    createHash("sha256").update(block).digest();
    process.stdout.write(Array.from({ length: 20 }, line).join(""));
    if (left > 1) setImmediate(step, left - 1);
  })(300);`;

/** Prints the time each millisecond, and writes each printed time to a file. */
const clock = (noted) => `
  const { openSync, writeSync } = require("node:fs");
  const file = openSync(${JSON.stringify(noted)}, "w");
  setInterval(() => {
    const time = String(performance.timeOrigin + performance.now()).padEnd(20).slice(0, 20);
    writeSync(1, time + "\\n");
    writeSync(file, time, 0);
  }, 1);`;

/** @param {import("../bench.mjs").Context} context */
export function measure({ root }) {
  // Only Linux reports the processor time of a process and of its ended children.
  if (process.platform !== "linux") return [];
  return withFolder(async (work) => {
    const host = join(root, "out", "pty-host.js");
    const plain = join(root, "scripts", "bench", "unrecorded.mjs");
    const ours = [];
    const reference = [];
    let sizes = { recording: 0, output: 1 };
    for (let pair = 0; pair < pairs; pair++) {
      const unrecorded = await withoutRecording(plain, work);
      reference.push(unrecorded.seconds);
      const recorded = await withRecording(host, work);
      ours.push(recorded.seconds);
      sizes = { recording: recorded.bytes, output: unrecorded.bytes };
    }
    const lost = [];
    for (let kill = 0; kill < kills; kill++) lost.push(await lossOfKill(host, work));
    detail(`${pairs} pairs, median; a kill lost ${median(lost).toFixed(1)} ms at the median.`);
    const cpu = median(ours) / median(reference);
    const size = sizes.recording / sizes.output;
    const worst = Math.max(...lost);
    const row = (of, unit, mine, other, budget, ok) => ({
      name: of,
      unit,
      ours: mine,
      reference: other,
      ratio: mine / other,
      budget,
      ok,
    });
    return [
      row(name, "s of CPU", median(ours), median(reference), "≤ 1.1×", cpu <= 1.1),
      row("record-bytes", "KB", sizes.recording / 1000, sizes.output / 1000, "≤ 1.1×", size <= 1.1),
      row("record-kill", "ms lost", worst, mostLost, "≤ 50 ms", worst <= mostLost),
    ];
  });
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** The processor time in seconds of a process and of its children that have ended. */
async function cpuOf(pid) {
  const text = await readFile(`/proc/${pid}/stat`, "latin1");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // utime, stime, cutime and cstime are fields 14 to 17; the remaining text begins with field 3. A second has 100
  // ticks.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

/** A forked program that has started and is idle. */
async function startIdle(path) {
  const child = startHost(path);
  for (let before = -1, now = 0; now !== before; ) {
    before = now;
    await new Promise((done) => setTimeout(done, 300));
    now = await cpuOf(child.pid);
  }
  return child;
}

async function withoutRecording(path, work) {
  const child = await startIdle(path);
  const before = await cpuOf(child.pid);
  let bytes = 0;
  await new Promise((done) => {
    child.on("message", (message) => {
      if (message.type === "ended") done();
      else bytes += Buffer.byteLength(message.data);
    });
    child.send({ file: process.execPath, args: ["-e", worker], cwd: work });
  });
  const seconds = (await cpuOf(child.pid)) - before;
  child.kill("SIGTERM");
  return { seconds, bytes };
}

async function openSession(child, work, script) {
  const session = await prepareSession(work, [process.execPath, []]);
  const { run, folder } = session;
  const noted = join(folder, "noted");
  session.agent.args = ["-e", script(noted)];
  const closed = runSession(child, session, (seen) => {
    if (seen.type !== "terminal" || seen.message.type !== "data") return;
    const ack = { type: "ack", length: seen.message.data.length };
    child.send({ type: "terminal", channel: 1, message: ack }, () => undefined);
  });
  child.send({ type: "attach", run, channel: 1 });
  return { folder, noted, recording: join(folder, "session.cast"), closed };
}

async function withRecording(path, work) {
  const child = await startIdle(path);
  const before = await cpuOf(child.pid);
  const { folder, recording, closed } = await openSession(child, work, () => worker);
  await closed;
  const seconds = (await cpuOf(child.pid)) - before;
  const { size: bytes } = await stat(recording);
  child.kill("SIGTERM");
  await rm(folder, { recursive: true });
  return { seconds, bytes };
}

/**
 * Kills a host while its program prints the time.
 * @returns the milliseconds of lost output
 */
async function lossOfKill(path, work) {
  const child = startHost(path);
  const exited = new Promise((done) => child.once("exit", done));
  const { folder, noted, recording, closed } = await openSession(child, work, clock);
  // The kill is meant to end the session.
  closed.catch(() => undefined);
  while (((await stat(recording).catch(() => undefined))?.size ?? 0) < 10_000)
    await new Promise((done) => setTimeout(done, 20));
  await new Promise((done) => setTimeout(done, 200 * Math.random()));
  child.kill("SIGKILL");
  await exited;
  // The program ends when it next prints, because its terminal is gone.
  await new Promise((done) => setTimeout(done, 100));
  const printed = Number(await readFile(noted, "utf8"));
  const text = await readFile(recording, "utf8");
  const times = text.match(/\d{13}\.[\d. ]{6}(?=\\r)/g) ?? [];
  await rm(folder, { recursive: true });
  return printed - Number(times.at(-1));
}
