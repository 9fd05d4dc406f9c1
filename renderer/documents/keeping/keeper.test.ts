import { Problem } from "@shared/base/problem";
import { aTop } from "@shared/base/testing";
import type { Conflict } from "@shared/markdown/merge";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Draft } from "../../store/database";
import type { SaveState } from "../../store/unsaved";
import type { Base } from "./file-base";
import type { Produced } from "./file-merge";
import { fileDelay, type KeeperPorts, openKeeper } from "./keeper";
import { draftDelay } from "./kept-draft";

const digestOf = (text: string) => `digest of ${text}`;
const asBase = (text: string): Base => ({ text, digest: digestOf(text) });

/** A file, a database and an editor that holds plain text. */
function setUp(text: string, restoredOn?: string, shown = text) {
  const world = {
    file: text,
    editor: shown,
    refused: undefined as string | undefined,
    cannotWrite: undefined as Problem | undefined,
    databaseFull: false,
    drafts: new Map<string, Draft>(),
    /** The texts that the keeper asked to write, and the texts that were written. */
    asked: [] as string[],
    writes: [] as string[],
    states: [] as SaveState["kind"][],
    conflicts: [] as readonly Conflict[],
    shown: [] as string[],
    disk: Promise.resolve(),
    /** Texts that another program writes between the keeper's read and its write. */
    meanwhile: [] as string[],
    /** The text that a quick read finds, which does not wait until other programs have finished writing. */
    glance: undefined as string | undefined,
    restless: false,
    reads: 0,
    removed: false,
    gone: 0,
    why: "",
  };
  const ports: KeeperPorts = {
    async putDraft(draft) {
      if (world.databaseFull) throw new Error("quota");
      world.drafts.set(draft.key, draft);
    },
    async dropDraft(key) {
      if (world.databaseFull) throw new Error("quota");
      world.drafts.delete(key);
    },
    async read(_path, _known, checked) {
      world.reads += 1;
      if (world.restless) throw new Problem("changed-outside", "The file keeps changing.");
      if (checked && world.glance !== undefined) return asBase(world.glance);
      if (world.removed) throw new Problem("file-missing", "The file is gone.");
      return asBase(world.file);
    },
    async write(_path, { text: next }, base) {
      world.asked.push(next);
      if (world.cannotWrite) throw world.cannotWrite;
      world.file = world.meanwhile.shift() ?? world.file;
      await world.disk;
      if (base.digest !== digestOf(world.file)) throw new Problem("changed-outside", "It changed.");
      world.file = next;
      world.writes.push(next);
      return { digest: digestOf(next) };
    },
    now: () => 7,
  };
  const keeper = openKeeper(
    {
      project: aTop("p"),
      path: "spec.md",
      file: asBase(text),
      restoredOn,
      produce: (): Produced =>
        world.refused === undefined
          ? { ok: true, text: world.editor }
          : { ok: false, why: world.refused },
      sketch: () => ({ on: "", changes: world.editor }),
      onState: (state) => {
        world.states.push(state.kind);
        if (state.kind === "draft" || state.kind === "unkept") world.why = state.why;
        world.conflicts = state.kind === "outside" ? state.conflicts : [];
      },
      onGone: () => {
        world.gone += 1;
      },
      onText: (next) => {
        world.editor = next;
        world.shown.push(next);
      },
      pause: () => undefined,
    },
    ports,
    "w",
  );
  const type = (next: string) => {
    world.editor = next;
    keeper.edited();
  };
  const draft = () => world.drafts.get("p\0spec.md\0w");
  return { world, keeper, type, draft };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a document that is edited", () => {
  it("is drafted at once and filed after the last key", async () => {
    const { world, type, draft } = setUp("a");
    type("ab");
    await vi.advanceTimersByTimeAsync(draftDelay);
    expect(draft()).toMatchObject({
      edit: { changes: "ab" },
      baseText: "a",
      window: "w",
      editedAt: 7,
    });
    expect(world.file).toBe("a");
    type("abc");
    await vi.advanceTimersByTimeAsync(fileDelay - 1);
    expect(world.writes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(world.writes).toEqual(["abc"]);
    expect(draft()).toBeUndefined();
    expect(world.states).toEqual(["saved", "saving", "saved"]);
  });

  it("is written to the file at once by a flush when nothing else is queued", async () => {
    const { world, keeper, type } = setUp("a");
    type("ab");
    const flushed = keeper.flush();
    expect(world.asked).toEqual(["ab"]);
    await flushed;
    expect(world.writes).toEqual(["ab"]);
  });

  it("is never written when it was only opened, flushed or closed", async () => {
    const { world, keeper } = setUp("a");
    await keeper.flush();
    await keeper.lookAtFile();
    await keeper.close();
    expect(world.writes).toEqual([]);
    expect(world.drafts.size).toBe(0);
    expect(world.shown).toEqual([]);
  });

  it("is not written when the edit was undone", async () => {
    const { world, type, draft } = setUp("a");
    type("ab");
    await vi.advanceTimersByTimeAsync(draftDelay);
    type("a");
    await vi.advanceTimersByTimeAsync(fileDelay);
    expect(world.writes).toEqual([]);
    expect(draft()).toBeUndefined();
    expect(world.states.at(-1)).toBe("saved");
  });

  it("does not take its own write for a change outside", async () => {
    const { world, keeper, type } = setUp("a");
    type("ab");
    const saving = keeper.flush();
    const looking = keeper.lookAtFile();
    await Promise.all([saving, looking]);
    expect(world.shown).toEqual([]);
    expect(world.states.at(-1)).toBe("saved");
  });

  it("reads nothing again when its own write is reported", async () => {
    const { world, keeper, type } = setUp("a");
    type("ab");
    const saving = keeper.flush();
    // The report arrives once before the write's answer and once after it.
    const looking = keeper.lookAtFile(digestOf("ab"));
    await Promise.all([saving, looking]);
    await keeper.lookAtFile(digestOf("ab"));
    expect(world.reads).toBe(0);
    expect(world.states.at(-1)).toBe("saved");
  });

  it("reads the file when another write follows its own before the look", async () => {
    const { world, keeper, type } = setUp("a");
    type("ab");
    const saving = keeper.flush();
    const first = keeper.lookAtFile(digestOf("ab"));
    const second = keeper.lookAtFile(digestOf("other"));
    await Promise.all([saving, first, second]);
    expect(world.reads).toBe(1);
  });

  it("keeps a key that comes while the file is written", async () => {
    const { world, keeper, type } = setUp("a");
    type("ab");
    const saving = keeper.flush();
    type("abc");
    await saving;
    await vi.advanceTimersByTimeAsync(fileDelay);
    expect(world.file).toBe("abc");
    expect(world.states.at(-1)).toBe("saved");
  });

  it("is drafted while the file is still being written", async () => {
    const { world, keeper, type, draft } = setUp("a");
    let spin: () => void = () => undefined;
    world.disk = new Promise((resolve) => {
      spin = resolve;
    });
    type("ab");
    const saving = keeper.flush();
    await vi.advanceTimersByTimeAsync(1);
    type("abc");
    await vi.advanceTimersByTimeAsync(draftDelay);
    expect(draft()?.edit.changes).toBe("abc");
    spin();
    await saving;
    expect(draft()?.edit.changes).toBe("abc");
    await vi.advanceTimersByTimeAsync(fileDelay);
    expect(world.file).toBe("abc");
    expect(draft()).toBeUndefined();
  });

  it("saves pending edits when it is closed", async () => {
    const { world, keeper, type } = setUp("a");
    type("ab");
    expect(await keeper.close()).toEqual({ kind: "saved" });
    expect(world.file).toBe("ab");
  });
});

describe("a file that cannot take the edit", () => {
  it("leaves a draft and says why; a later try succeeds", async () => {
    const { world, keeper, type, draft } = setUp("a");
    world.cannotWrite = new Problem("cannot-write", "The disk is full.");
    type("ab");
    await keeper.flush();
    expect(draft()?.edit.changes).toBe("ab");
    expect(world.states.at(-1)).toBe("draft");
    expect(world.why).toBe("The disk is full.");
    world.cannotWrite = undefined;
    await keeper.flush();
    expect(world.file).toBe("ab");
    expect(draft()).toBeUndefined();
  });

  it("is tried again when the file changes", async () => {
    const { world, keeper, type } = setUp("a");
    world.cannotWrite = new Problem("cannot-write", "The file is read-only.");
    type("ab");
    await keeper.flush();
    world.cannotWrite = undefined;
    await keeper.lookAtFile();
    expect(world.file).toBe("ab");
    expect(world.states.at(-1)).toBe("saved");
  });

  it("keeps an edit without a text form in the editor's own form", async () => {
    const { world, keeper, type, draft } = setUp("a");
    world.refused = "This cannot be written as Markdown.";
    type("ab");
    await keeper.flush();
    expect(draft()).toMatchObject({ edit: { changes: "ab" }, baseText: "a" });
    expect(world.file).toBe("a");
    expect(world.why).toBe("This cannot be written as Markdown.");
  });

  it("writes the file when the database is full, and calls no edit a draft", async () => {
    const { world, keeper, type, draft } = setUp("a");
    type("ab");
    await vi.advanceTimersByTimeAsync(draftDelay);
    world.databaseFull = true;
    type("abc");
    await vi.advanceTimersByTimeAsync(fileDelay);
    expect(world.file).toBe("abc");
    expect(world.states).toEqual(["saved", "saving", "saved"]);
    expect(draft()?.edit.changes).toBe("ab");
    world.databaseFull = false;
    await keeper.flush();
    expect(draft()).toBeUndefined();
  });

  it("says that an edit is kept nowhere while file and database refuse, and drafts it when the database works again", async () => {
    const { world, keeper, type, draft } = setUp("a");
    world.cannotWrite = new Problem("cannot-write", "The file is read-only.");
    world.databaseFull = true;
    type("ab");
    await keeper.flush();
    expect(world.states.at(-1)).toBe("unkept");
    expect(world.why).toBe("The file is read-only.");
    world.databaseFull = false;
    type("abc");
    await vi.advanceTimersByTimeAsync(draftDelay);
    expect(world.states.at(-1)).toBe("draft");
    expect(draft()?.edit.changes).toBe("abc");
    world.databaseFull = true;
    type("abcd");
    await vi.advanceTimersByTimeAsync(draftDelay);
    expect(world.states.at(-1)).toBe("unkept");
    world.cannotWrite = undefined;
    await keeper.flush();
    expect(world.file).toBe("abcd");
    expect(world.states.at(-1)).toBe("saved");
  });
});

describe("a change outside", () => {
  it("is shown when the person has no edit to lose", async () => {
    const { world, keeper, type } = setUp("a");
    world.file = "z";
    await keeper.lookAtFile();
    expect(world.shown).toEqual(["z"]);
    type("zz");
    await keeper.flush();
    expect(world.file).toBe("zz");
  });

  it("in another place is merged with the edits and saved, whether an event or the write finds it", async () => {
    for (const find of ["event", "write"] as const) {
      const { world, keeper, type, draft } = setUp("One.\n\nTwo.\n");
      type("One, mine.\n\nTwo.\n");
      world.file = "One.\n\nTwo, theirs.\n";
      await (find === "event" ? keeper.lookAtFile() : keeper.flush());
      expect(world.shown).toEqual(["One, mine.\n\nTwo, theirs.\n"]);
      await vi.advanceTimersByTimeAsync(fileDelay);
      expect(world.file).toBe("One, mine.\n\nTwo, theirs.\n");
      expect(draft()).toBeUndefined();
      expect(world.states.at(-1)).toBe("saved");
    }
  });

  it("that comes again and again before the write is merged each time", async () => {
    const { world, keeper, type } = setUp("One.\n\nTwo.\n");
    type("One, mine.\n\nTwo.\n");
    world.meanwhile = ["One.\n\nTwo 2.\n", "One.\n\nTwo 3.\n", "One.\n\nTwo 4.\n"];
    await keeper.flush();
    expect(world.file).toBe("One, mine.\n\nTwo 4.\n");
    type("One, mine again.\n\nTwo 4.\n");
    world.meanwhile = Array.from({ length: 48 }, (_, n) => `One, mine.\n\nTwo at ${n}.\n`);
    await keeper.flush();
    expect(world.states.at(-1)).toBe("draft");
    await vi.advanceTimersByTimeAsync(5 * fileDelay);
    expect(world.file).toBe("One, mine again.\n\nTwo at 47.\n");
    expect(world.states.at(-1)).toBe("saved");
  });

  it("is no conflict when only a quick read found it, half written", async () => {
    const { world, keeper, type } = setUp("One.\n\nTwo.\n");
    type("One, mine.\n\nTwo.\n");
    world.file = "One.\n\nTwo, theirs.\n";
    world.glance = "One, half writ";
    await keeper.flush();
    expect(world.file).toBe("One, mine.\n\nTwo, theirs.\n");
    expect(world.states).not.toContain("outside");
    expect(world.shown).toEqual([world.file]);
  });

  it("that never ends leaves a draft, or the shown text, and the file is read again by itself", async () => {
    const { world, keeper, type, draft } = setUp("One.\n\nTwo.\n");
    world.restless = true;
    world.file = "One.\n\nTwo, theirs.\n";
    await keeper.lookAtFile();
    expect(world.gone).toBe(0);
    expect(world.states).toEqual(["saved"]);
    world.restless = false;
    await vi.advanceTimersByTimeAsync(fileDelay);
    expect(world.shown).toEqual([world.file]);

    world.restless = true;
    type("One, mine.\n\nTwo, theirs.\n");
    world.file = "One.\n\nTwo, theirs again.\n";
    await keeper.flush();
    expect(world.states.at(-1)).toBe("draft");
    expect(draft()?.edit.changes).toBe("One, mine.\n\nTwo, theirs.\n");
    world.restless = false;
    await vi.advanceTimersByTimeAsync(fileDelay);
    expect(world.file).toBe("One, mine.\n\nTwo, theirs again.\n");
    expect(draft()).toBeUndefined();
    expect(world.states.at(-1)).toBe("saved");
  });

  it("that was based on the text before the last save does not undo that save", async () => {
    const { world, keeper, type } = setUp("One.\n\nTwo.\n");
    type("One, mine.\n\nTwo.\n");
    await keeper.flush();
    world.file = "One.\n\nTwo, theirs.\n";
    await keeper.lookAtFile();
    expect(world.file).toBe("One, mine.\n\nTwo, theirs.\n");
    expect(world.editor).toBe(world.file);
    expect(world.states.at(-1)).toBe("saved");
    // A program that restores an earlier text later does so on purpose.
    world.file = "One.\n\nTwo.\n";
    await keeper.lookAtFile();
    expect(world.editor).toBe("One.\n\nTwo.\n");
    expect(world.file).toBe("One.\n\nTwo.\n");
  });

  it("that undoes a save again and again is accepted", async () => {
    const { world, keeper, type } = setUp("One.\n\nTwo.\n");
    type("One, mine.\n\nTwo.\n");
    await keeper.flush();
    for (let count = 0; count < 5; count += 1) {
      world.file = `One.\n\nTwo at ${count}.\n`;
      await keeper.lookAtFile();
    }
    expect(world.editor).toBe("One.\n\nTwo at 4.\n");
    expect(world.writes).toHaveLength(4);
  });

  it("in the same place is a conflict: a draft is kept and nothing is written", async () => {
    for (const find of ["event", "write"] as const) {
      const { world, keeper, type, draft } = setUp("a");
      type("ab");
      world.file = "z";
      await (find === "event" ? keeper.lookAtFile() : keeper.flush());
      await vi.advanceTimersByTimeAsync(fileDelay);
      expect(world.states.at(-1)).toBe("outside");
      expect(world.conflicts).toMatchObject([{ base: "a", mine: "ab", theirs: "z" }]);
      expect(world.file).toBe("z");
      expect(draft()).toMatchObject({ edit: { changes: "ab" }, baseText: "a" });
      type("abc");
      await vi.advanceTimersByTimeAsync(draftDelay);
      expect(draft()?.edit.changes).toBe("abc");
      await vi.advanceTimersByTimeAsync(fileDelay);
      expect(world.conflicts).toMatchObject([{ mine: "abc" }]);
      expect(world.file).toBe("z");
    }
  });

  it("is settled as the person says", async () => {
    for (const [choice, text] of [
      ["mine", "ab"],
      ["theirs", "z"],
      ["both", "ab\n\nz"],
    ] as const) {
      const { world, keeper, type, draft } = setUp("a");
      type("ab");
      world.file = "z";
      await keeper.lookAtFile();
      const [conflict] = world.conflicts;
      if (conflict) await keeper.settle(conflict, choice);
      expect([world.editor, world.file]).toEqual([text, text]);
      expect(draft()).toBeUndefined();
      expect(world.states.at(-1)).toBe("saved");
    }
  });

  it("with several conflicts is saved when the last one is settled", async () => {
    const { world, keeper, type, draft } = setUp("One.\n\nTwo.\n\nThree.\n\nFour.\n");
    type("One m.\n\nTwo.\n\nThree m.\n\nFour.\n");
    world.file = "One t.\n\nTwo.\n\nThree t.\n\nFour t.\n";
    await keeper.lookAtFile();
    expect(world.editor).toBe("One m.\n\nTwo.\n\nThree m.\n\nFour t.\n");
    const [first, second] = world.conflicts;
    if (first) await keeper.settle(first, "theirs");
    expect(world.conflicts).toEqual([second]);
    expect(world.file).toBe("One t.\n\nTwo.\n\nThree t.\n\nFour t.\n");
    // After a kill now, the draft restores the same state: the settled conflict stays settled.
    const kept = draft();
    const again = setUp(world.file, kept?.baseText, kept?.edit.changes);
    await again.keeper.flush();
    expect(again.world.conflicts).toEqual([second]);

    // Meanwhile the other program and the person change other places.
    world.file = world.file.replace("Two", "Two t");
    await keeper.lookAtFile();
    type(world.editor.replace("Four t", "Four t and m"));
    if (second) await keeper.settle(second, "mine");
    expect(world.file).toBe("One t.\n\nTwo t.\n\nThree m.\n\nFour t and m.\n");
    expect(world.states.at(-1)).toBe("saved");
  });

  it("is no conflict when both made the same change", async () => {
    const { world, keeper, type } = setUp("a");
    type("ab");
    world.file = "ab";
    await keeper.flush();
    expect(world.states.at(-1)).toBe("saved");
    expect(world.writes).toEqual([]);
  });

  it("stops being a conflict when the file gets its old text back", async () => {
    const { world, keeper, type } = setUp("a");
    type("ab");
    world.file = "z";
    await keeper.lookAtFile();
    world.file = "a";
    await keeper.lookAtFile();
    expect(world.file).toBe("ab");
    expect(world.states.at(-1)).toBe("saved");
  });
});

describe("a file that is removed", () => {
  it("is reported; edits stay as a draft", async () => {
    const untouched = setUp("a");
    untouched.world.removed = true;
    await untouched.keeper.lookAtFile();
    expect(untouched.world.gone).toBe(1);

    const { world, keeper, type, draft } = setUp("a");
    type("ab");
    await vi.advanceTimersByTimeAsync(draftDelay);
    world.removed = true;
    await keeper.lookAtFile();
    expect(world.gone).toBe(0);
    expect(world.why).toBe("The file is gone.");
    expect(draft()?.edit.changes).toBe("ab");
  });
});

describe("a draft that was left over", () => {
  it("is saved when the file still has the text that the draft is based on", async () => {
    const { world } = setUp("a", "a", "ab");
    await vi.advanceTimersByTimeAsync(1);
    expect(world.file).toBe("ab");
    expect(world.states).toEqual(["saving", "saved"]);
  });

  it("is merged when the file changed meanwhile", async () => {
    const { world } = setUp("One.\n\nTwo t.\n", "One.\n\nTwo.\n", "One m.\n\nTwo.\n");
    await vi.advanceTimersByTimeAsync(1);
    expect(world.file).toBe("One m.\n\nTwo t.\n");
  });

  it("waits for the person when the file changed in the same place", async () => {
    const { world, keeper } = setUp("z", "a", "ab");
    await keeper.flush();
    expect(world.file).toBe("z");
    expect(world.states.at(-1)).toBe("outside");
    const [conflict] = world.conflicts;
    if (conflict) await keeper.settle(conflict, "mine");
    expect(world.file).toBe("ab");
  });
});
