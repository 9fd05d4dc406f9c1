import { describe, expect, it } from "vitest";
import { createFieldTexts, fieldName } from "./field-text";

/** A database whose answers the test releases. */
function createStore() {
  const kept = new Map<string, string>();
  const waiting: (() => void)[] = [];
  let held = false;
  let fails = false;
  const turn = async () => {
    if (held) await new Promise<void>((resolve) => waiting.push(resolve));
    if (fails) throw new Error("full");
  };
  return {
    kept,
    hold: () => {
      held = true;
    },
    release: () => {
      held = false;
      for (const go of waiting.splice(0)) go();
    },
    fail: () => {
      fails = true;
    },
    ports: {
      get: async (name: string) => {
        await turn();
        return kept.get(name);
      },
      put: async (name: string, text: string) => {
        await turn();
        kept.set(name, text);
      },
      remove: async (name: string) => {
        await turn();
        kept.delete(name);
      },
    },
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const name = fieldName("send-back", "run-1");

describe("text in a field", () => {
  it("is restored in the next field of that name, and in the next window", async () => {
    const store = createStore();
    const first = createFieldTexts(store.ports);
    first(name).write("Use tabs");
    expect(first(name).read()).toBe("Use tabs");
    expect(first(fieldName("send-back", "run-2")).read()).toBeUndefined();
    await settle();
    expect(await createFieldTexts(store.ports)(name).load()).toBe("Use tabs");
  });

  it("is removed when it was sent, or when it was deleted", async () => {
    const store = createStore();
    const texts = createFieldTexts(store.ports);
    texts(name).write("Use tabs");
    texts(name).drop();
    await settle();
    expect(store.kept.size).toBe(0);
    texts(name).write("Use tabs");
    await settle();
    texts(name).write("");
    await settle();
    expect([texts(name).read(), store.kept.size]).toEqual([undefined, 0]);
  });

  it("is the last text that was written, however slow the database is", async () => {
    const store = createStore();
    const texts = createFieldTexts(store.ports);
    store.hold();
    for (const text of ["U", "Us", "Use"]) texts(name).write(text);
    store.release();
    await settle();
    expect(store.kept.get(name)).toBe("Use");
  });

  it("stays the person's text while the database is still being read", async () => {
    const store = createStore();
    store.kept.set(name, "old");
    const texts = createFieldTexts(store.ports);
    store.hold();
    const loading = texts(name).load();
    texts(name).write("new");
    store.release();
    expect(await loading).toBe("new");
    await settle();
    expect(store.kept.get(name)).toBe("new");
  });

  it("is not lost when the database refuses", async () => {
    const store = createStore();
    store.fail();
    const texts = createFieldTexts(store.ports);
    texts(name).write("Use tabs");
    await settle();
    expect(await texts(name).load()).toBe("Use tabs");
  });
});
