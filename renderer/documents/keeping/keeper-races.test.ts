import { Problem } from "@shared/base/problem";
import { aTop } from "@shared/base/testing";
import { editBetween, withEdit } from "@shared/base/text-edit";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SaveState } from "../../store/unsaved";
import { fileDelay, openKeeper } from "./keeper";
import { type Look, readSettled } from "./settled-read";

const blocks = 4;
const start = `# Spec\n\nTyped\n\n${Array.from({ length: blocks }, (_, n) => `Block ${n} is at 0 now.`).join("\n\n")}\n`;
const digestOf = (text: string) => `digest of ${text}`;
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The way in which another program changes the file, and the milliseconds that it takes. */
interface Step {
  readonly way: "at once" | "empties" | "cuts" | "read before";
  readonly stall: number;
}

/** The milliseconds that the app's reads and writes take, and whether writes fail for a reason of their own. */
interface Disk {
  readonly read: number;
  readonly write: number;
  readonly fails: boolean;
}

const quick: Disk = { read: 1, write: 1, fails: false };

/** A file that another program reads and writes, and a person who types into an editor of plain text. */
function setUp(disk: () => Disk) {
  const world = {
    file: start,
    /** The number of writes of the file. */
    written: 0,
    editor: start,
    produced: start,
    state: { kind: "saved" } as SaveState,
    states: new Set<SaveState["kind"]>(),
    drafts: new Map<string, unknown>(),
    /** Half-written texts, which the other program never meant to be read. */
    torn: new Set<string>(),
    wroteTorn: false,
    gone: false,
    count: 0,
    last: Array.from({ length: blocks }, () => 0),
  };
  const looked = async (): Promise<Look> => {
    await wait(disk().read);
    const text = world.file;
    const written = String(world.written);
    await wait(disk().read);
    return { text, written, digest: digestOf(text), notText: false };
  };
  const keeper = openKeeper(
    {
      project: aTop("p"),
      path: "spec.md",
      file: { text: start, digest: digestOf(start) },
      restoredOn: undefined,
      produce() {
        // The engine reports the edit since its previous call, whether or not that call led to a save.
        const before = world.produced;
        world.produced = world.editor;
        const since = { text: before, edit: editBetween(before, world.editor) };
        return { ok: true, text: world.editor, since };
      },
      sketch: () => ({ on: "", changes: world.editor }),
      onState: (state) => {
        world.state = state;
        world.states.add(state.kind);
      },
      onText: (text) => {
        world.editor = text;
        if (world.torn.has(text)) world.wroteTorn = true;
      },
      pause: () => undefined,
      onGone: () => {
        world.gone = true;
      },
    },
    {
      putDraft: async ({ key, edit }) => void world.drafts.set(key, edit),
      dropDraft: async (key) => void world.drafts.delete(key),
      read: (_path, known, checked) =>
        readSettled(known, checked, { look: looked, wait, now: () => Date.now() }),
      async write(_path, { text, edit }, base) {
        if (edit) expect(withEdit(base.text, edit)).toBe(text);
        const { write, fails } = disk();
        await wait(write);
        if (fails) throw new Problem("cannot-write", "The disk is full.");
        if (base.digest !== digestOf(world.file)) throw new Problem("changed-outside", "Changed.");
        if (world.torn.has(base.text)) world.wroteTorn = true;
        world.file = text;
        world.written += 1;
        return { digest: digestOf(text) };
      },
      now: () => Date.now(),
    },
    "w",
  );
  return {
    world,
    keeper,
    type(word: string) {
      world.editor = world.editor.replace(/(Typed.*)/, `$1 ${word}`);
      keeper.edited();
    },
    /** The other program increases the counter of one block after the other, and pauses between. */
    async program({ way, stall }: Step) {
      world.count += 1;
      const at = world.count % blocks;
      const change = (text: string) =>
        text.replace(new RegExp(`(Block ${at} is at )\\d+`), `$1${world.count}`);
      const next = change(world.file);
      if (way === "empties" || way === "cuts") {
        world.file = way === "empties" ? "" : next.slice(0, Math.floor(next.length / 2));
        world.torn.add(world.file);
        world.written += 1;
        await wait(stall);
      }
      if (way === "read before") await wait(stall);
      world.file = next;
      world.written += 1;
      world.last[at] = world.count;
      // The watcher reports the change later.
      setTimeout(() => void keeper.lookAtFile(), 60);
    },
  };
}

const wanted = ({ last }: { last: readonly number[] }, typed: readonly string[]) =>
  `# Spec\n\n${["Typed", ...typed].join(" ")}\n\n${last.map((count, n) => `Block ${n} is at ${count} now.`).join("\n\n")}\n`;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  way: fc.constantFrom("at once", "at once", "empties", "cuts", "read before"),
  stall: fc.integer({ min: 0, max: 200 }),
});
const diskArbitrary: fc.Arbitrary<Disk> = fc.record({
  read: fc.integer({ min: 0, max: 30 }),
  write: fc.integer({ min: 0, max: 60 }),
  fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

/** A program restores the text of before the typing, and goes on for as long as the app remembers its last write. */
const takenBackLate: [[Step, number, boolean][], Disk[]] = [
  [
    [{ way: "at once", stall: 0 }, 0, true],
    [{ way: "at once", stall: 0 }, 213, true],
    [{ way: "at once", stall: 0 }, 105, false],
    [{ way: "at once", stall: 0 }, 383, false],
    [{ way: "at once", stall: 0 }, 99, false],
    [{ way: "read before", stall: 3 }, 229, true],
    [{ way: "cuts", stall: 32 }, 98, false],
    [{ way: "empties", stall: 39 }, 69, false],
    [{ way: "cuts", stall: 58 }, 359, false],
    [{ way: "empties", stall: 102 }, 334, false],
    [{ way: "at once", stall: 0 }, 308, false],
    [{ way: "at once", stall: 0 }, 122, false],
  ],
  [
    { read: 26, write: 0, fails: true },
    { read: 10, write: 6, fails: false },
    { read: 9, write: 0, fails: true },
    { read: 5, write: 0, fails: true },
    { read: 30, write: 0, fails: true },
    { read: 16, write: 0, fails: true },
    { read: 30, write: 0, fails: true },
  ],
];

it("loses no edit of the person or of the program in any order of their writes, and asks nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(stepArbitrary, fc.integer({ min: 0, max: 400 }), fc.boolean()), {
        minLength: 1,
        maxLength: 30,
      }),
      fc.array(diskArbitrary, { minLength: 1, maxLength: 10 }),
      async (steps, disks) => {
        let call = 0;
        let mended = false;
        const { world, keeper, type, program } = setUp(() => {
          call += 1;
          const { read, write, fails } = disks[call % disks.length] ?? quick;
          return { read, write, fails: fails && !mended };
        });
        const typed: string[] = [];
        const going = (async () => {
          for (const [step, pause, writes] of steps) {
            if (writes) {
              typed.push(`word${typed.length}`);
              type(typed.at(-1) ?? "");
            }
            await wait(pause);
            await program(step);
          }
        })();
        await vi.advanceTimersByTimeAsync(20_000);
        await going;
        mended = true;
        // A failed save is tried again when the person leaves the window.
        void keeper.flush();
        await vi.advanceTimersByTimeAsync(5_000);
        expect(world.file).toBe(wanted(world, typed));
        expect(world.editor).toBe(world.file);
        expect(world.wroteTorn).toBe(false);
        expect(world.gone).toBe(false);
        expect(world.states.has("outside")).toBe(false);
      },
    ),
    { numRuns: Number(process.env["FUZZ"] ?? 100), examples: [takenBackLate] },
  );
}, 600_000);

it("says within a few seconds that another program leaves no time for a save, and saves when the program pauses", async () => {
  // A long document on a busy machine: a write takes longer than the program's pause.
  const { world, type, program } = setUp(() => ({ read: 10, write: 120, fails: false }));
  const writing = setInterval(() => void program({ way: "at once", stall: 0 }), 100);
  type("word");
  await vi.advanceTimersByTimeAsync(fileDelay + 4_000);
  expect(world.state).toMatchObject({ kind: "draft", why: expect.stringContaining("changing") });
  expect(world.drafts.size).toBe(1);
  // The message stays while no write succeeds.
  world.states.clear();
  type("another");
  await vi.advanceTimersByTimeAsync(20_000);
  expect([...world.states]).toEqual(["draft"]);
  clearInterval(writing);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(world.state.kind).toBe("saved");
  expect(world.file).toBe(wanted(world, ["word", "another"]));
  expect(world.drafts.size).toBe(0);
});

it("loses nothing to a program that reads and writes the file without a change of its own", async () => {
  const { world, keeper, type } = setUp(() => ({ read: 2, write: 5, fails: false }));
  type("word");
  await vi.advanceTimersByTimeAsync(fileDelay - 1);
  const read = world.file;
  await vi.advanceTimersByTimeAsync(20);
  expect(world.file).toBe(wanted(world, ["word"]));
  world.file = read;
  world.written += 1;
  void keeper.lookAtFile();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(world.file).toBe(wanted(world, ["word"]));
  expect(world.editor).toBe(world.file);

  // A program that restores the old text later than that does so on purpose.
  await vi.advanceTimersByTimeAsync(600);
  world.file = read;
  world.written += 1;
  void keeper.lookAtFile();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(world.editor).toBe(read);
  expect(world.file).toBe(read);
});

it("saves soon after the last key while another program goes on writing", async () => {
  for (const every of [100, 70]) {
    for (const latency of [1, 10, 20]) {
      const { world, type, program } = setUp(() => ({
        read: latency / 2,
        write: latency,
        fails: false,
      }));
      const writing = setInterval(() => void program({ way: "at once", stall: 0 }), every);
      for (let word = 0; word < 5; word += 1) {
        type(`word${word}`);
        await vi.advanceTimersByTimeAsync(fileDelay + 1);
        const began = Date.now();
        while (world.state.kind !== "saved") await vi.advanceTimersByTimeAsync(5);
        expect(Date.now() - began, `${every} ${latency}`).toBeLessThan(400);
      }
      clearInterval(writing);
    }
  }
});
