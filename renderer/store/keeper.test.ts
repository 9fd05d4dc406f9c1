import { Problem } from "@shared/contracts/problem";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Draft } from "./database";
import {
  type Base,
  decideDraft,
  draftDelay,
  fileDelay,
  type KeeperPorts,
  openKeeper,
  type Produced,
  type SaveState,
  type Start,
} from "./keeper";

const digestOf = (text: string) => `digest of ${text}`;
const asBase = (text: string): Base => ({ text, digest: digestOf(text) });

/** A file, a database and an editor that holds plain text. */
function setUp(text: string, start: Start = { kind: "clean" }, shown = text) {
  const world = {
    file: text,
    editor: shown,
    refused: undefined as string | undefined,
    cannotWrite: undefined as Problem | undefined,
    databaseFull: false,
    drafts: new Map<string, Draft>(),
    writes: [] as string[],
    states: [] as SaveState["kind"][],
    shown: [] as string[],
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
      world.drafts.delete(key);
    },
    async read() {
      if (world.removed) throw new Problem("file-missing", "The file is gone.");
      return asBase(world.file);
    },
    async write(_path, next, base) {
      if (world.cannotWrite) throw world.cannotWrite;
      if (base !== digestOf(world.file)) throw new Problem("changed-outside", "It changed.");
      world.file = next;
      world.writes.push(next);
      return { digest: digestOf(next) };
    },
    now: () => 7,
  };
  const keeper = openKeeper(
    {
      project: "p",
      path: "spec.md",
      base: asBase(text),
      start,
      produce: (): Produced =>
        world.refused === undefined
          ? { ok: true, text: world.editor }
          : { ok: false, why: world.refused },
      sketch: () => world.editor,
      onState: (state) => {
        world.states.push(state.kind);
        if (state.kind === "draft") world.why = state.why;
      },
      onGone: () => {
        world.gone += 1;
      },
      onTheirs: (theirs) => {
        world.editor = theirs.text;
        world.shown.push(theirs.text);
      },
    },
    ports,
  );
  const type = (next: string) => {
    world.editor = next;
    keeper.edited();
  };
  const draft = () => world.drafts.get("p\0spec.md");
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
    expect(draft()).toMatchObject({ edit: "ab", base: digestOf("a"), baseText: "a", editedAt: 7 });
    expect(world.file).toBe("a");
    type("abc");
    await vi.advanceTimersByTimeAsync(fileDelay - 1);
    expect(world.writes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(world.writes).toEqual(["abc"]);
    expect(draft()).toBeUndefined();
    expect(world.states).toEqual(["saved", "saving", "saved"]);
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

  it("is not written when the edit was taken back", async () => {
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

  it("saves what is pending when it is closed", async () => {
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
    expect(draft()?.edit).toBe("ab");
    expect(world.states.at(-1)).toBe("draft");
    expect(world.why).toBe("The disk is full.");
    world.cannotWrite = undefined;
    await keeper.flush();
    expect(world.file).toBe("ab");
    expect(draft()).toBeUndefined();
  });

  it("keeps an edit that has no text form in the editor's own form", async () => {
    const { world, keeper, type, draft } = setUp("a");
    world.refused = "This cannot be written as Markdown.";
    type("ab");
    await keeper.flush();
    expect(draft()).toMatchObject({ edit: "ab", baseText: "a" });
    expect(world.file).toBe("a");
    expect(world.why).toBe("This cannot be written as Markdown.");
  });

  it("still writes the file when the database is full", async () => {
    const { world, keeper, type } = setUp("a");
    world.databaseFull = true;
    type("ab");
    await keeper.flush();
    expect(world.file).toBe("ab");
    expect(world.states.at(-1)).toBe("saved");
  });
});

describe("a change outside", () => {
  it("is shown when there is nothing to lose", async () => {
    const { world, keeper, type } = setUp("a");
    world.file = "z";
    await keeper.lookAtFile();
    expect(world.shown).toEqual(["z"]);
    type("zz");
    await keeper.flush();
    expect(world.file).toBe("zz");
  });

  it("is asked about when there are edits, found by event or by the write", async () => {
    for (const find of ["event", "write"] as const) {
      const { world, keeper, type, draft } = setUp("a");
      type("ab");
      world.file = "z";
      await (find === "event" ? keeper.lookAtFile() : keeper.flush());
      await vi.advanceTimersByTimeAsync(fileDelay);
      expect(world.states.at(-1)).toBe("outside");
      expect(world.file).toBe("z");
      expect(draft()?.edit).toBe("ab");
      type("abc");
      await vi.advanceTimersByTimeAsync(draftDelay);
      expect(draft()?.edit).toBe("abc");
      expect(world.states.at(-1)).toBe("outside");
    }
  });

  it("keeps mine when asked to", async () => {
    const { world, keeper, type, draft } = setUp("a");
    type("ab");
    world.file = "z";
    await keeper.lookAtFile();
    await keeper.keepMine();
    expect(world.file).toBe("ab");
    expect(draft()).toBeUndefined();
    expect(world.states.at(-1)).toBe("saved");
  });

  it("takes theirs when asked to", async () => {
    const { world, keeper, type, draft } = setUp("a");
    type("ab");
    world.file = "z";
    await keeper.lookAtFile();
    await keeper.takeTheirs();
    expect(world.editor).toBe("z");
    expect(world.file).toBe("z");
    expect(draft()).toBeUndefined();
    expect(world.states.at(-1)).toBe("saved");
  });

  it("is none when both say the same", async () => {
    const { world, keeper, type } = setUp("a");
    type("ab");
    world.file = "ab";
    await keeper.flush();
    expect(world.states.at(-1)).toBe("saved");
    expect(world.writes).toEqual([]);
  });

  it("is over when the file is put back", async () => {
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
  it("is said; edits stay as a draft", async () => {
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
    expect(draft()?.edit).toBe("ab");
  });
});

describe("a draft that was left over", () => {
  const draft: Draft = {
    key: "p\0spec.md",
    project: "p",
    path: "spec.md",
    edit: "ab",
    base: digestOf("a"),
    baseText: "a",
    editedAt: 1,
  };

  it("is decided on by what the file says now", () => {
    expect(decideDraft(undefined, undefined, asBase("a"))).toEqual({ kind: "file" });
    expect(decideDraft(draft, "ab", asBase("a"))).toEqual({ kind: "restore", draft });
    expect(decideDraft(draft, undefined, asBase("a"))).toEqual({ kind: "restore", draft });
    expect(decideDraft(draft, "ab", asBase("z"))).toEqual({ kind: "ask", draft });
    expect(decideDraft(draft, "ab", asBase("ab"))).toEqual({ kind: "file" });
  });

  it("is saved when the file is what it rests on", async () => {
    const { world } = setUp("a", { kind: "restored" }, "ab");
    await vi.advanceTimersByTimeAsync(1);
    expect(world.file).toBe("ab");
    expect(world.states).toEqual(["saving", "saved"]);
  });

  it("waits for the person when the file changed", async () => {
    const { world, keeper } = setUp("a", { kind: "asking", theirs: asBase("z") }, "ab");
    world.file = "z";
    await keeper.flush();
    expect(world.file).toBe("z");
    expect(world.states.at(-1)).toBe("outside");
    await keeper.keepMine();
    expect(world.file).toBe("ab");
  });
});
