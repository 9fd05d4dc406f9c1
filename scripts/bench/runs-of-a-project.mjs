// Data folders with many finished runs of real size: copies of one real run, each with its own ID and time, and
// with a log whose chain is valid.

import { createHash } from "node:crypto";
import { cp, link, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const recording = "session.cast";

/**
 * Copies the only run of a data folder.
 * @param {string} home the data folder
 * @param {number} count the number of copies
 * @returns {Promise<string>} the ID of one copy
 */
export async function multiplyRun(home, count) {
  const [project] = await readdir(join(home, "runs"));
  const runs = join(home, "runs", project);
  const [run] = await readdir(runs);
  const from = join(runs, run);
  const log = await readFile(join(from, "events.jsonl"), "utf8");
  for (let n = 0; n < count; n++) {
    const id = idOf(run, n);
    const to = join(runs, id);
    await mkdir(to, { mode: 0o700 });
    // A recording never changes, so all copies can link to one file.
    await link(join(from, recording), join(to, recording));
    await cp(from, to, {
      recursive: true,
      filter: (path) => !/(?:session\.cast|events\.jsonl)$/.test(path),
    });
    await writeFile(join(to, "events.jsonl"), copyOfLog(log, run, id, n), { mode: 0o600 });
  }
  return idOf(run, 0);
}

/** An ID of the same form, a minute earlier for each copy. */
function idOf(run, n) {
  const [, , ...task] = run.split("-");
  const stamp = new Date(Date.UTC(2026, 0, 1) - n * 60_000).toISOString();
  const time = stamp.replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return [time, ...task.slice(0, -1), n.toString(16).padStart(4, "0")].join("-");
}

/** The same events for another run at another time, in a chain of their own. */
function copyOfLog(log, run, id, n) {
  let prev = "";
  const lines = log
    .trimEnd()
    .split("\n")
    .map((line) => {
      const { hash: _, ...entry } = JSON.parse(line.replaceAll(run, id));
      const at = new Date(Date.UTC(2026, 0, 1) - n * 60_000 + entry.seq).toISOString();
      const text = JSON.stringify({ ...entry, at, prev });
      prev = createHash("sha256").update(text).digest("hex");
      return `${text.slice(0, -1)},"hash":"${prev}"}\n`;
    });
  return lines.join("");
}
