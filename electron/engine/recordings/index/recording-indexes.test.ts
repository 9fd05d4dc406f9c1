import { mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Problem } from "@shared/base/problem";
import { castHeaderLine } from "@shared/recordings/asciicast";
import { generateRecording } from "@shared/recordings/generate";
import type { IndexHead } from "@shared/recordings/keyframes";
import { createRandom } from "@shared/recordings/random";
import { afterEach, beforeEach, expect, it } from "vitest";
import { difference } from "../../../terminal-screen/compare";
import { emptyCell, insideOf } from "../../../terminal-screen/inside-terminal";
import { terminalAt } from "../screen-at";
import { type BuildOptions, buildIndex } from "./build";
import {
  type BuildIndex,
  createRecordingIndexes,
  type RecordingIndexes,
} from "./recording-indexes";

let folder: string;
let file: { readonly cast: string; readonly index: string };
let built: number;
let indexes: RecordingIndexes;

const build =
  (options: BuildOptions): BuildIndex =>
  (cast, path, { signal, progress }) => {
    built++;
    return buildIndex(cast, path, { signal, progress, ...options });
  };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-index-"));
  file = { cast: join(folder, "session.cast"), index: join(folder, "index") };
  built = 0;
  indexes = createRecordingIndexes(build({ partSize: 10_000 }));
});
afterEach(async () => {
  await indexes.close();
  await rm(folder, { recursive: true, force: true });
});

const record = (bytes: number, seed = 1, seconds = 600) =>
  writeFile(
    file.cast,
    [...generateRecording({ seed, bytes, seconds, cols: 60, rows: 15 })].join(""),
  );

/** The index, as soon as it exists. */
async function ready(): Promise<IndexHead> {
  for (;;) {
    const head = await indexes.head(folder);
    if ("parts" in head) return head;
  }
}

it("shows the same screen through the index as by playing from the start, at any time", async () => {
  for (const seed of [1, 2]) {
    await record(300_000, seed);
    const { parts, outline } = await ready();
    expect(parts.length).toBeGreaterThan(8);
    expect(parts.filter(({ screen }) => screen).length).toBeGreaterThan(parts.length * 0.7);
    const random = createRandom(seed);
    const times = Array.from({ length: 10 }, () => random.below(600_000) / 1000);
    for (const time of [...times, 0, outline.duration, ...parts.slice(3, 6).map((it) => it.time)]) {
      const seen = await terminalAt(file.cast, time, file.index);
      const played = await terminalAt(file.cast, time);
      const cells = [emptyCell(seen), emptyCell(played)] as const;
      expect(difference(insideOf(seen), insideOf(played), cells)).toBeUndefined();
      seen.dispose();
      played.dispose();
    }
  }
});

it("gives a recording in parts that join to the whole", async () => {
  await record(200_000);
  const { parts } = await ready();
  const texts: string[] = [];
  for (const number of parts.keys()) {
    const part = await indexes.part(folder, number);
    texts.push(part.text);
    expect(part.screen !== undefined).toBe(parts[number]?.screen !== undefined);
  }
  expect(texts.join("")).toBe(await readFile(file.cast, "utf8"));
  await expect(indexes.part(folder, parts.length)).rejects.toMatchObject({ code: "bad-request" });
  expect(built).toBe(1);
});

it("builds an index once for simultaneous requests, and again when it cannot be used", async () => {
  await record(50_000);
  await Promise.all([ready(), ready(), indexes.part(folder, 0)]);
  expect(built).toBe(1);
  const whole = await readFile(file.index);
  const again = async () => {
    await indexes.close();
    indexes = createRecordingIndexes(build({ partSize: 10_000 }));
    const before = built;
    const head = await ready();
    for (const number of head.parts.keys()) await indexes.part(folder, number);
    return built > before;
  };
  expect(await again()).toBe(false);
  const random = createRandom(3);
  for (let round = 0; round < 15; round++) {
    const damaged = Buffer.from(whole);
    const at = random.below(damaged.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8));
    await writeFile(file.index, damaged);
    expect(await again(), `byte ${at} of ${damaged.length}`).toBe(true);
    expect(await readFile(file.index)).toEqual(whole);
  }
  for (const length of [0, 10, whole.length - 1]) {
    await writeFile(file.index, whole.subarray(0, length));
    expect(await again()).toBe(true);
  }
  // Replaces the recording by another one.
  await record(50_000, 2);
  expect(await again()).toBe(true);
  // Touches the recording without changing its content.
  await utimes(file.cast, 1, 1);
  expect(await again()).toBe(true);
  expect(await readdir(folder)).toEqual(["index", "session.cast"]);
});

it("reports a recording that changed between reading its index and its parts", async () => {
  await record(100_000);
  const { parts } = await ready();
  await truncate(file.cast, parts[2]?.offset ?? 0);
  // The new content is read anew.
  await expect(indexes.part(folder, parts.length - 1)).rejects.toMatchObject({
    code: "bad-request",
  });
  expect(built).toBe(2);
});

it("reports a damaged or missing recording", async () => {
  await expect(indexes.head(folder)).rejects.toMatchObject({ code: "file-missing" });
  await writeFile(file.cast, '[1, "o"\n[1, "o", "x"]\n');
  await expect(ready()).rejects.toThrow(/^Line 1 of the recording is not valid JSON/);
  await writeFile(file.cast, "");
  await expect(ready()).rejects.toMatchObject({ code: "recording-damaged" });
  expect(await readdir(folder)).toEqual(["session.cast"]);
});

it("skips invalid lines, and reports them", async () => {
  const good = castHeaderLine({ cols: 20, rows: 3 });
  const long = `[1,"o","${"x".repeat(100 * 1024 * 1024)}"]`;
  await writeFile(file.cast, `${good}[1,"o","a"]\n[1\n${long}\n\0\0\n[1,"o","b"]\n`);
  const head = await ready();
  expect(head.outline).toMatchObject({
    events: 2,
    duration: 2,
    passedOver: { lines: 3, first: 3, reason: "is not valid JSON" },
  });
  const screen = await terminalAt(file.cast, 9);
  expect(screen.buffer.active.getLine(0)?.translateToString(true)).toBe("ab");
  screen.dispose();
});

it("keeps the lines before a torn line", async () => {
  await writeFile(
    file.cast,
    '{"version":3,"term":{"cols":20,"rows":3}}\n[1,"o","one"]\n[3.5,"m","two"]\n[1,"o","th',
  );
  const { outline } = await ready();
  expect(outline).toMatchObject({
    duration: 4.5,
    events: 2,
    torn: 4,
    markers: [{ time: 4.5, label: "two" }],
    idle: [{ start: 3, end: 4.5 }],
  });
});

it("is cancelled on close, and leaves no file behind", async () => {
  await record(400_000);
  let tell = () => {};
  const begun = new Promise<void>((resolve) => {
    tell = resolve;
  });
  indexes = createRecordingIndexes((cast, path, { signal }) =>
    buildIndex(cast, path, { signal, progress: tell }),
  );
  const asked = ready();
  const refused = expect(asked).rejects.toMatchObject({
    code: "cancelled",
  } satisfies Partial<Problem>);
  await begun;
  await indexes.close();
  await refused;
  expect(await readdir(folder)).toEqual(["session.cast"]);
});
