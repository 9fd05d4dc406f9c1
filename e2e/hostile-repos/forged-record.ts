import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const sha256 = (bytes: string | Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** A line whose last member is the digest of the rest; see FORMAT.md, "Sealed lines". */
function sealed(text: string): { readonly line: string; readonly hash: string } {
  const hash = sha256(text);
  return { line: `${text.slice(0, -1)},"hash":"${hash}"}\n`, hash };
}

/**
 * The attack of a program that outlives its run: recording, events and manifest are rewritten consistently, and
 * name another agent.
 * @param record the run's folder
 */
export async function forgeRecord(record: string): Promise<void> {
  const cast = (await readFile(join(record, "session.cast"), "utf8")).replaceAll(
    "agent.sh",
    "other.sh",
  );
  await writeFile(join(record, "session.cast"), cast);
  const log = await readFile(join(record, "events.jsonl"), "utf8");
  const manifest = await readFile(join(record, "manifest.json"), "utf8");
  const digestOf = (text: string) => /"digest":"([0-9a-f]{64})"/.exec(text)?.[1] ?? "";
  const old = digestOf(log.split("\n").find((line) => line.includes("session-ended")) ?? "");
  let before = "";
  let toTheEnd = "";
  const lines = log
    .trimEnd()
    .split("\n")
    .map((line) => {
      const text = line
        .replace(/,"hash":"[0-9a-f]{64}"\}$/, "}")
        .replace(/"prev":"[0-9a-f]*"/, `"prev":"${before}"`)
        .replaceAll(old, sha256(cast))
        .replaceAll("agent.sh", "other.sh");
      const made = sealed(text);
      before = made.hash;
      return made.line;
    });
  const last = lines.findIndex((line) => line.includes("session-ended"));
  toTheEnd = lines.slice(0, last + 1).join("");
  await writeFile(join(record, "events.jsonl"), lines.join(""));
  const events = /("events":\{"lines":\d+,"bytes":)\d+(,"digest":")[0-9a-f]{64}/;
  const cover = manifest
    .trimEnd()
    .replaceAll("agent.sh", "other.sh")
    .replace(/,"hash":"[0-9a-f]{64}"\}$/, "}")
    .replaceAll(old, sha256(cast))
    .replace(events, `$1${Buffer.byteLength(toTheEnd)}$2${sha256(toTheEnd)}`);
  await writeFile(join(record, "manifest.json"), sealed(cover).line);
}
