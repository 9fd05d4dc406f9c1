import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changesFor, changeWords, compareSpecs } from "./compare-specs";
import { parseSpec } from "./spec";

const spec = (...lines: string[]) => `# Spec

### User Story 1 - Pay (Priority: P1)

Somebody pays.

#### Details

By card.

### User Story 2 - Undo (Priority: P2)

Somebody undoes.

## Requirements

${lines.join("\n")}
`;
const a = "- **FR-001**: System MUST read";
const b = "- **FR-002**: System MUST round";
const c = "- **FR-003**: System MUST refuse";
const words = (before: string, after: string) => compareSpecs(before, after).map(changeWords);

describe("compareSpecs", () => {
  it("finds nothing in the same words with other line breaks", () => {
    expect(compareSpecs(spec(a, b), spec(b, a.replace("MUST read", "MUST\n  read")))).toEqual([]);
  });

  it("keeps the ID of a changed requirement, and returns both texts", () => {
    expect(compareSpecs(spec(a, b), spec(a, `${b} half to even`))).toEqual([
      {
        kind: "changed",
        id: "FR-002",
        was: "System MUST round",
        now: "System MUST round half to even",
      },
    ]);
  });

  it("distinguishes removed, struck-out and added requirements", () => {
    const struck = "- ~~**FR-002**: System MUST\n  round~~ (superseded)";
    expect(words(spec(a, b), spec(a))).toEqual(["FR-002 superseded since"]);
    expect(words(spec(a, b), spec(a, struck))).toEqual(["FR-002 superseded since"]);
    expect(parseSpec(spec(a, struck))).toMatchObject({
      requirements: [{ id: "FR-001" }],
      superseded: [{ id: "FR-002", text: "System MUST round" }],
    });
    expect(words(spec(a), spec(a, b))).toEqual(["FR-002 is new"]);
    expect(words(spec(a, struck), spec(a, b))).toEqual(["FR-002 is new"]);
  });

  it("recognises renumbering", () => {
    const inserted = "- **FR-002**: System MUST log";
    const moved = b.replace("FR-002", "FR-003");
    expect(words(spec(a, b), spec(a, inserted, moved))).toEqual([
      "FR-002 is FR-003 now",
      "FR-002 is new",
    ]);
    expect(words(spec(a, b, c), spec(a, c.replace("FR-003", "FR-002")))).toEqual([
      "FR-002 superseded since",
      "FR-003 is FR-002 now",
    ]);
    // Words that occur twice do not show a renumbering.
    expect(words(spec(a, b), spec(b.replace("2", "3"), b.replace("2", "4")))).toEqual([
      "FR-001 superseded since",
      "FR-002 superseded since",
      "FR-003 is new",
      "FR-004 is new",
    ]);
  });

  it("compares a story by its whole section", () => {
    expect(words(spec(a), spec(a).replace("By card.", "By card or cash."))).toEqual([
      "US1 changed since",
    ]);
    const renumbered = spec(a).replace("Story 2", "Story 3");
    expect(words(spec(a), renumbered)).toEqual(["US2 is US3 now"]);
  });

  it("finds the changes that concern a task", () => {
    const changes = compareSpecs(spec(a, b), spec(`${a} twice`, `${b} twice`, c));
    const concerning = (requirements: string[], story?: string) =>
      changesFor(changes, { requirements, ...(story === undefined ? {} : { story }) });
    expect(concerning(["FR-002"]).map(({ id }) => id)).toEqual(["FR-002"]);
    expect(concerning(["FR-003"])).toEqual([]);
    expect(concerning([], "US1")).toEqual([]);
  });

  it("names every differing requirement once, after any changes", () => {
    const text = fc.constantFrom("", "~", "x", "y", "x y");
    const lines = fc.uniqueArray(fc.record({ n: fc.integer({ min: 1, max: 6 }), text }), {
      selector: ({ n }) => n,
    });
    const written = (list: readonly { n: number; text: string }[]) =>
      spec(
        ...list.map(({ n, text: said }) =>
          said === "~" ? `- ~~**FR-00${n}**: z~~ (superseded)` : `- **FR-00${n}**: ${said}`,
        ),
      );
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const changes = compareSpecs(written(before), written(after));
        const live = (list: typeof before) => list.filter((each) => each.text !== "~");
        for (const { n, text: was } of live(before)) {
          const id = `FR-00${n}`;
          const now = live(after).find((each) => each.n === n)?.text;
          const told = changes.filter((change) => change.kind !== "added" && change.id === id);
          if (now !== was) expect(told).toHaveLength(1);
          else if (told.length > 0) expect(told[0]?.kind).not.toBe("changed");
        }
        expect(compareSpecs(written(after), written(after))).toEqual([]);
      }),
    );
  });
});
