import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aRun } from "@shared/base/testing";
import type { LoggedEvent } from "@shared/runs/event";
import { createdEvent, logOf } from "@shared/runs/run.fixture";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openJournals, readVouched, type SealKey } from "./journal";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-journal-"));
});
afterEach(() => rm(folder, { recursive: true }));

const key = (secret: string): SealKey => ({
  code: (text) => createHmac("sha256", secret).update(text).digest("hex"),
});
const path = (run: string) => join(folder, "journals", `${run}.jsonl`);
const open = (secret?: string) =>
  openJournals(path, () => (secret === undefined ? undefined : key(secret)));
const events: LoggedEvent[] = logOf(
  createdEvent(),
  { type: "agent-ended", end: { by: "exit", code: 0 } },
  { type: "waiting-ended", how: "answered", by: "terminal" },
).map((event, index) => ({ ...event, hash: `hash ${index}` }));
const [created, ended, waited] = events;

async function begun(secret?: string) {
  const journals = open(secret);
  await journals.begin(aRun("r1"));
  if (created) await journals.note(aRun("r1"), created);
  return journals;
}

it("notes the decisive events, keeps them over a restart, and says whether a key signs them", async () => {
  const journals = await begun("secret");
  if (ended) await journals.note(aRun("r1"), ended);
  if (waited) await journals.note(aRun("r1"), waited);
  const seals = [expect.objectContaining({ seq: 0 }), expect.objectContaining({ seq: 1 })];
  expect(await journals.vouched(aRun("r1"))).toEqual({ by: "journal", seals, keyed: true });
  await journals.close();
  expect(await open("secret").vouched(aRun("r1"))).toEqual({ by: "journal", seals, keyed: true });
  expect(await readVouched(path("r1"))).toEqual({ by: "journal", seals, keyed: false });
  expect(await open().vouched(aRun("other"))).toEqual({ by: "nothing" });
});

it("finds a line that was written without the key", async () => {
  await (await begun("secret")).close();
  const forged = (await readFile(path("r1"), "utf8")).replace("hash 0", "hash 9");
  await writeFile(path("r1"), forged);
  expect(await open("secret").vouched(aRun("r1"))).toMatchObject({ broken: expect.any(String) });
  // Without the key the forged line cannot be detected.
  expect(await open().vouched(aRun("r1"))).not.toHaveProperty("broken");
});

it("prefers its memory to the file", async () => {
  const journals = await begun();
  await writeFile(path("r1"), '{"seq":0,"hash":"hash 9"}\n');
  expect(await journals.vouched(aRun("r1"))).toMatchObject({
    seals: [{ seq: 0, hash: "hash 0" }],
    broken: expect.stringContaining("while the app was open"),
  });
  await rm(path("r1"));
  await symlink("/dev/zero", path("r1"));
  expect(await journals.vouched(aRun("r1"))).toMatchObject({ broken: expect.any(String) });
  await journals.close();
});

it("reports events that were written while no app was running", async () => {
  const journals = await begun();
  await journals.catchUp(aRun("r1"), events);
  expect(await journals.vouched(aRun("r1"))).toMatchObject({
    seals: [{ seq: 0 }, { seq: 1, unseen: true }],
  });
  await journals.catchUp(aRun("r1"), events);
  expect(await journals.vouched(aRun("r1"))).toMatchObject({ seals: { length: 2 } });
  await journals.close();
});

it("goes on after a line that was cut off, as if that line had never been begun", async () => {
  await (await begun()).close();
  await writeFile(path("r1"), `${await readFile(path("r1"), "utf8")}{"seq":1,"ha`);
  const journals = open();
  if (ended) await journals.note(aRun("r1"), ended);
  await journals.close();
  const seals = [expect.objectContaining({ seq: 0 }), expect.objectContaining({ seq: 1 })];
  expect(await readVouched(path("r1"))).toEqual({ by: "journal", seals, keyed: false });
});
