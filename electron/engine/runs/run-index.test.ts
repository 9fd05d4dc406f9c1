import { createHash } from "node:crypto";
import {
  appendFile,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { aProject, aRun } from "@shared/base/testing";
import type { RunEvent } from "@shared/runs/event";
import { project } from "@shared/runs/projection";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as eventLog from "../../run-folder/event-log";
import { findHome } from "../../settings/home";
import * as marks from "../files/file-mark";
import { indexFormat } from "./index-text";
import { openRunStore } from "./run-store";
import { decidedEvents, makeDecidedRun } from "./testing";

vi.mock("../../run-folder/event-log", { spy: true });
vi.mock("../files/file-mark", { spy: true });

let folder: string;
const home = () => findHome({ SPECWRIGHT_HOME: folder }, "linux");
const indexFile = () => home().runIndex(aProject("p"));
const ids = ["r1", "r2", "r3", "r4"];

/** Another process, which knows only the files on the disk. */
const openAnew = () => openRunStore(home(), aProject("p"));
const logOf = (run: string) => eventLog.eventLogPath(home().run(aProject("p"), aRun(run)));

/** Lists the runs, and counts the logs that were read. */
async function list(store = openAnew(), looked?: "undecided") {
  const reads = vi.mocked(eventLog.readEvents);
  reads.mockClear();
  const { runs, damaged } = await store.list(looked);
  const states = new Map(runs.map((run) => [run.id, run.run().state.phase]));
  return { states, damaged, read: reads.mock.calls.length };
}

/** Advances the clock, so that the last write counts as old. */
const laterOn = () => vi.setSystemTime(Date.now() + 10_000);

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  folder = await mkdtemp(join(tmpdir(), "specwright-index-"));
  for (const id of ids) await makeDecidedRun(home().runs(aProject("p")), aRun(id));
  laterOn();
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

const all = new Map(ids.map((id) => [id, "sent-back"]));

describe("the logs of finished runs", () => {
  test("are read once, and not again by the next process", async () => {
    expect(await list()).toEqual({ states: all, damaged: [], read: 4 });
    const store = openAnew();
    expect(await list(store)).toEqual({ states: all, damaged: [], read: 0 });
    expect(await list(store)).toEqual({ states: all, damaged: [], read: 0 });
  });

  test("are read again after a change, and a damaged one is listed as damaged", async () => {
    await list();
    const log = logOf("r2");
    const text = await readFile(log, "utf8");
    await writeFile(log, text.replace("Round down", "Round up  "));
    const { states, damaged, read } = await list();
    expect([...states.keys()].sort()).toEqual(["r1", "r3", "r4"]);
    expect(damaged.map(({ id }) => id)).toEqual(["r2"]);
    expect(read).toBe(1);
    await writeFile(log, text);
    expect((await list()).states).toEqual(all);
  });

  test("are read again when they changed at the time of the last reading", async () => {
    vi.setSystemTime(Date.now() - 10_000);
    await list();
    expect((await list()).read).toBe(4);
    laterOn();
    expect((await list()).read).toBe(4);
    expect((await list()).read).toBe(0);
  });

  test("are listed as damaged when the folder is replaced by a link", async () => {
    await list();
    const aside = join(folder, "aside");
    await rename(home().run(aProject("p"), aRun("r3")), aside);
    await symlink(aside, home().run(aProject("p"), aRun("r3")));
    expect((await list()).damaged.map(({ id }) => id)).toEqual(["r3"]);
  });
});

describe("a listing of undecided runs", () => {
  test("looks at no log of a decided run, and the next whole listing does", async () => {
    await list();
    const store = openAnew();
    vi.mocked(marks.markOf).mockClear();
    expect(await list(store, "undecided")).toEqual({ states: all, damaged: [], read: 0 });
    const looked = vi.mocked(marks.markOf).mock.calls.map(([path]) => path);
    expect(looked.filter((path) => path.endsWith("events.jsonl"))).toEqual([]);
    // A decided run's log that is changed all the same.
    const text = await readFile(logOf("r2"), "utf8");
    await writeFile(logOf("r2"), text.replace("Round down", "Round up  "));
    expect((await list(store, "undecided")).states).toEqual(all);
    const { states, damaged } = await list(store);
    expect(damaged.map(({ id }) => id)).toEqual(["r2"]);
    expect(states.size).toBe(3);
    expect((await list(store, "undecided")).states.size).toBe(3);
  });

  test("finds new runs, and runs that another process decided", async () => {
    const store = openAnew();
    await list(store);
    await makeDecidedRun(home().runs(aProject("p")), aRun("new"));
    const log = logOf("new");
    const lines = (await readFile(log, "utf8")).split("\n");
    await writeFile(log, `${lines.slice(0, -2).join("\n")}\n`);
    laterOn();
    expect((await list(store, "undecided")).states.get(aRun("new"))).toBe("review");
    await writeFile(log, lines.join("\n"));
    expect((await list(store, "undecided")).states.get(aRun("new"))).toBe("sent-back");
  });

  test("gives the same object as long as nothing changes", async () => {
    await list();
    const store = openAnew();
    const first = await store.list("undecided");
    for (const looked of ["all", "undecided", "all"] as const)
      expect(await store.list(looked)).toBe(first);
  });
});

/** Changes a phase in the index's file. */
async function changeIndex(find: (text: string, phase: string) => number): Promise<void> {
  const text = await readFile(indexFile(), "utf8");
  const phase = '"phase":"sent-back"';
  const at = find(text, phase);
  await writeFile(
    indexFile(),
    `${text.slice(0, at)}"phase":"discarded"${text.slice(at + phase.length)}`,
  );
}

describe("an index", () => {
  const ways: [string, () => Promise<unknown>][] = [
    ["is missing", () => rm(indexFile())],
    ["is empty", () => writeFile(indexFile(), "")],
    ["is no index", () => writeFile(indexFile(), "not an index\n".repeat(20))],
    [
      "is of another format",
      () =>
        readFile(indexFile(), "utf8").then((text) =>
          writeFile(indexFile(), text.replace(`run index ${indexFormat}`, "run index 999")),
        ),
    ],
    [
      "is a folder's link",
      async () => {
        await rm(indexFile());
        await symlink(folder, indexFile());
      },
    ],
  ];
  test.each(ways)("that %s is rebuilt from the logs", async (_, spoil) => {
    await list();
    await spoil();
    expect(await list()).toEqual({ states: all, damaged: [], read: 4 });
    expect(await list()).toEqual({ states: all, damaged: [], read: 0 });
  });

  test("with one changed line costs one reading", async () => {
    await list();
    await changeIndex((text, phase) => text.lastIndexOf(phase));
    expect(await list()).toEqual({ states: all, damaged: [], read: 1 });
  });

  test("with a changed summary costs no reading", async () => {
    await list();
    await changeIndex((text, phase) => text.indexOf(phase));
    expect(await list()).toEqual({ states: all, damaged: [], read: 0 });
  });

  test("that is cut at any byte gives no wrong run", async () => {
    await list();
    const whole = await readFile(indexFile());
    for (let cut = 0; cut < whole.length; cut += 97) {
      await writeFile(indexFile(), whole.subarray(0, cut));
      expect((await list()).states).toEqual(all);
    }
  });

  test("gives the heads of twenty times as many runs with as many parsed texts", async () => {
    const parsedTexts = async () => {
      await list();
      const parse = vi.spyOn(JSON, "parse");
      const { runs } = await openAnew().list("undecided");
      const count = parse.mock.calls.length;
      parse.mockRestore();
      return [runs.length, count];
    };
    const [few, once] = await parsedTexts();
    for (let n = 0; n < 76; n++) await makeDecidedRun(home().runs(aProject("p")), aRun(`more${n}`));
    laterOn();
    expect([few, ...(await parsedTexts())]).toEqual([4, 80, once]);
  });

  test("with a torn last line takes new lines", async () => {
    await list();
    await appendFile(indexFile(), '{"mark":"1 2 3","run":{"cre');
    await makeDecidedRun(home().runs(aProject("p")), aRun("r5"));
    laterOn();
    expect((await list()).read).toBe(1);
    expect((await list()).read).toBe(0);
  });

  test("that cannot be written does not change the list", async () => {
    await writeFile(dirname(indexFile()), "A file in the place of the folder");
    expect(await list()).toEqual({ states: all, damaged: [], read: 4 });
    expect(await list()).toEqual({ states: all, damaged: [], read: 4 });
  });

  test("does not grow without limit", async () => {
    await list();
    for (let round = 0; round < 60; round++) {
      for (const id of ids) await utimes(logOf(id), round, round);
      laterOn();
      await list();
    }
    expect((await readFile(indexFile(), "utf8")).split("\n").length).toBeLessThan(150);
  });
});

test("another process's decision is noticed by the process that has the runs open", async () => {
  await makeDecidedRun(home().runs(aProject("p")), aRun("open"));
  const log = logOf("open");
  const lines = (await readFile(log, "utf8")).split("\n");
  await writeFile(log, `${lines.slice(0, -2).join("\n")}\n`);
  laterOn();
  const here = openAnew();
  expect((await list(here)).states.get(aRun("open"))).toBe("review");
  const there = openAnew();
  const run = (await there.list()).runs.find(({ id }) => id === "open");
  if (!run) throw new Error("The other process does not see the run.");
  await there.append(run.run(), decidedEvents(aRun("open")).at(-1)?.event as RunEvent);
  expect((await list(here)).states.get(aRun("open"))).toBe("sent-back");
});

test("after any work of two processes on logs and index, each lists the state of the logs", async () => {
  const step = fc.record({
    who: fc.nat(1),
    what: fc.constantFrom(
      "list",
      "glance",
      "decide",
      "make",
      "remove",
      "spoil the index",
      "restart",
    ),
    run: fc.nat(5),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      await rm(folder, { recursive: true, force: true });
      const stores = [openAnew(), openAnew()] as const;
      const check = async (store: ReturnType<typeof openAnew>) => {
        const listed = await store.list();
        await rm(join(folder, "run-index-kept"), { recursive: true, force: true });
        const bare = openRunStore(
          { ...home(), runIndex: () => join(folder, "run-index-kept", "x") },
          aProject("p"),
        );
        const said = await bare.list();
        expect(listed.runs.map((run) => [run.id, run.run().state.phase]).sort()).toEqual(
          said.runs.map((run) => [run.id, run.run().state.phase]).sort(),
        );
      };
      const work = steps.map(async ({ who, what, run }) => {
        const id = `20260101-00000${run}-T001-abcd`;
        const store = stores[who] ?? stores[0];
        if (what === "list") await store.list();
        if (what === "glance") await store.list("undecided");
        if (what === "make")
          await makeDecidedRun(home().runs(aProject("p")), aRun(id)).catch(() => undefined);
        if (what === "remove")
          await rm(home().run(aProject("p"), aRun(id)), { recursive: true, force: true });
        if (what === "spoil the index")
          await writeFile(indexFile(), "spoilt").catch(() => undefined);
        if (what === "decide") {
          const known = await store.read(aRun(id)).catch(() => undefined);
          if (known)
            await store
              .append(known, { type: "left-running", processes: [] })
              .catch(() => undefined);
        }
      });
      await Promise.all(work);
      for (const store of [...stores, openAnew()]) await check(store);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test("an index of this format contains the result of `project` for these events", async () => {
  const runs = [decidedEvents(aRun("r1")), decidedEvents(aRun("r1")).slice(0, -1)].map((events) =>
    project(events.map((each, seq) => ({ ...each, seq, prev: "", hash: "" }))),
  );
  const digest = createHash("sha256").update(JSON.stringify(runs)).digest("hex").slice(0, 16);
  // If the digest changes: raise `indexFormat`, otherwise the indexes on people's disks give outdated runs.
  expect([indexFormat, digest]).toMatchInlineSnapshot(`
    [
      3,
      "6830846fcbe0495c",
    ]
  `);
});
