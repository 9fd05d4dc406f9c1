import { describe, expect, it } from "vitest";
import { busyPart, createLoad } from "./load";

describe("the load of the machine", () => {
  it("is the busy part of the time since the last look", () => {
    expect(busyPart({ busy: 100, all: 1000 }, { busy: 300, all: 1400 })).toBe(0.5);
    expect(busyPart({ busy: 100, all: 1000 }, { busy: 100, all: 1000 })).toBe(0);
  });

  it("names the memory in use, which is less than all of it", () => {
    const { memory } = createLoad()();
    expect(memory.used).toBeGreaterThan(0);
    expect(memory.used).toBeLessThan(memory.total);
  });
});
