// The time for 200 MB through a forked pty host, its recording and one attached channel, against reading the
// output with node-pty alone. Also short runs, none of which may lose output.

import { createHash } from "node:crypto";
import { closeSync, constants, createReadStream, openSync } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { spawn } from "node-pty";
import { detail } from "../say.mjs";
import { withFolder } from "./apps.mjs";
import { prepareSession, runSession, startHost } from "./pty-host.mjs";

const megabyte = 1024 * 1024;

export const name = "pty";

const megabytes = 200;
const pairs = 5;
const shortRuns = 200;

/** @param {import("../bench.mjs").Context} context */
export function measure({ root }) {
  return withFolder(async (work) => {
    const host = join(root, "out", "pty-host.js");
    const source = join(work, "source.txt");
    const digest = await writeSource(source, megabytes * megabyte);
    const size = (await stat(source)).size;
    const ours = [];
    const reference = [];
    let whole = 0;
    for (let pair = 0; pair < pairs; pair++) {
      reference.push(size / megabyte / (await drainRaw(source)));
      const run = await throughHost(host, work, source, size);
      ours.push(size / megabyte / run.seconds);
      if (run.digest === digest) whole++;
    }
    const cut = await shortThroughHost(host, work, shortRuns);
    detail(
      `${pairs} pairs of ${megabytes} MB, median; ${whole} of ${pairs} recorded without a byte lost.`,
    );
    const rate = median(ours);
    const raw = median(reference);
    const ratio = rate / raw;
    return [
      {
        name,
        unit: "MB/s",
        ours: rate,
        reference: raw,
        ratio,
        budget: "≥ 0.8×, none lost",
        ok: ratio >= 0.8 && whole === pairs,
      },
      {
        name: "pty-short",
        unit: "runs cut",
        ours: cut,
        reference: shortRuns,
        ratio: cut / shortRuns,
        budget: "none cut",
        ok: cut === 0,
      },
    ];
  });
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Lines like the output of a build, some in colour. */
async function writeSource(path, size) {
  const file = await open(path, "w");
  const hash = createHash("sha256");
  const lines = Array.from({ length: 5000 }, (_, i) => {
    const text = `${i} src/module-${i % 97}/file.ts compiled in ${(i * 7) % 1000} ms`.padEnd(
      i % 90,
    );
    return i % 5 === 0 ? `\u001b[32mok\u001b[0m ${text}\r\n` : `   ${text}\r\n`;
  });
  const piece = Buffer.from(lines.join(""));
  for (let written = 0; written < size; written += piece.length) {
    await file.write(piece);
    hash.update(piece);
  }
  await file.close();
  return hash.digest("hex");
}

const program = (source) => ["sh", ["-c", `stty raw; exec cat ${source}`]];

/** Seconds from the program's first byte to its end, with node-pty alone. */
function drainRaw(source) {
  return new Promise((done) => {
    const [file, args] = program(source);
    const size = { cols: 80, rows: 24 };
    const pty = spawn(file, args, { ...size, env: process.env, encoding: null });
    const slave = openSync(pty.ptsName, constants.O_RDWR | constants.O_NOCTTY);
    let started;
    let last = 0;
    pty.onData(() => {
      last = performance.now();
      started ??= last;
    });
    pty.onExit(() => {
      closeSync(slave);
      done((last - started) / 1000);
    });
  });
}

/** Seconds from the program's first byte until the last byte is in the recording and acknowledged. */
async function throughHost(path, root, source, size) {
  const session = await prepareSession(root, program(source));
  const child = startHost(path);
  let started;
  const over = runSession(child, session, (seen) => {
    if (seen.type !== "terminal" || seen.message.type !== "data") return;
    started ??= performance.now();
    const message = { type: "ack", length: seen.message.data.length };
    child.send({ type: "terminal", channel: 1, message }, () => undefined);
  });
  child.send({ type: "attach", run: session.run, channel: 1 });
  await over;
  const seconds = (performance.now() - started) / 1000;
  child.kill("SIGTERM");
  const digest = await digestOfOutput(join(session.folder, "session.cast"), size);
  await rm(session.folder, { recursive: true });
  return { seconds, digest };
}

/** SHA-256 of the first `size` bytes of a recording's output. */
async function digestOfOutput(path, size) {
  const hash = createHash("sha256");
  let left = size;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (!line.startsWith("[")) continue;
    const [, code, data] = JSON.parse(line);
    if (code !== "o" || left === 0) continue;
    const bytes = Buffer.from(data).subarray(0, left);
    left -= bytes.length;
    hash.update(bytes);
  }
  return hash.digest("hex");
}

/** The number of short runs that have lost output. */
async function shortThroughHost(path, root, count) {
  const text = "x".repeat(20_000);
  const child = startHost(path);
  let cut = 0;
  for (let i = 0; i < count; i++) {
    const session = await prepareSession(root, ["/bin/echo", [text]]);
    await runSession(child, session);
    let output = "";
    const lines = createInterface({
      input: createReadStream(join(session.folder, "session.cast")),
    });
    for await (const line of lines) {
      if (!line.startsWith("[")) continue;
      const [, code, data] = JSON.parse(line);
      if (code === "o") output += data;
    }
    if (!output.startsWith(`${text}\r\n`)) cut++;
    await rm(session.folder, { recursive: true });
  }
  child.kill("SIGTERM");
  return cut;
}
