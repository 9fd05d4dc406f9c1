import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  editBetween,
  growthOf,
  invertEdit,
  isNoEdit,
  mapPosition,
  movedEdit,
  type TextEdit,
  textEditSchema,
  withEdit,
} from "./text-edit";

const anyText = fc.string({ unit: fc.constantFrom("a", "b", "\n", "ä", "😀"), maxLength: 12 });

/** A text, an edit of it, and an offset into it. */
const anyEdit = fc.record({ text: anyText, insert: anyText }).chain(({ text, insert }) => {
  const offset = fc.nat({ max: text.length });
  return fc
    .tuple(offset, offset, offset)
    .map(([one, other, position]): { text: string; edit: TextEdit; position: number } => ({
      text,
      position,
      edit: { from: Math.min(one, other), to: Math.max(one, other), insert },
    }));
});

const sides = ["before", "after"] as const;

describe("an edit", () => {
  it("is undone by its inverse, and the inverse by the edit", () => {
    fc.assert(
      fc.property(anyEdit, ({ text, edit }) => {
        const edited = withEdit(text, edit);
        const inverse = invertEdit(text, edit);
        expect(withEdit(edited, inverse)).toBe(text);
        expect(invertEdit(edited, inverse)).toEqual(edit);
        expect(growthOf(inverse)).toBe(-growthOf(edit) || 0);
      }),
    );
  });

  it("moves an offset outside its stretch with the text on both sides of the offset", () => {
    fc.assert(
      fc.property(anyEdit, ({ text, edit, position }) => {
        const edited = withEdit(text, edit);
        for (const side of sides) {
          const mapped = mapPosition(edit, position, side);
          if (position < edit.from) expect(edited.slice(0, mapped)).toBe(text.slice(0, position));
          if (position > edit.to) expect(edited.slice(mapped)).toBe(text.slice(position));
        }
      }),
    );
  });

  it("sends an offset in its stretch to one end of the insertion", () => {
    fc.assert(
      fc.property(anyEdit, ({ edit, position }) => {
        fc.pre(position >= edit.from && position <= edit.to);
        const { from, insert } = edit;
        const ends = { before: from, after: from + insert.length };
        const isEnd = position === edit.from || position === edit.to;
        for (const side of sides) {
          const mapped = mapPosition(edit, position, side);
          // The ends of a replaced stretch stay beside the text that they stood beside.
          expect(isEnd ? Object.values(ends) : [ends[side]]).toContain(mapped);
        }
        expect(mapPosition(edit, edit.from, "before")).toBe(from);
        expect(mapPosition(edit, edit.to, "after")).toBe(from + insert.length);
      }),
    );
  });

  it("keeps the order of offsets, and its inverse brings those outside its stretch back", () => {
    fc.assert(
      fc.property(anyEdit, fc.nat({ max: 12 }), ({ text, edit, position }, more) => {
        const other = Math.min(text.length, position + more);
        const inverse = invertEdit(text, edit);
        for (const side of sides) {
          const mapped = mapPosition(edit, position, side);
          expect(mapPosition(edit, other, side)).toBeGreaterThanOrEqual(mapped);
          if (position < edit.from || position > edit.to)
            expect(mapPosition(inverse, mapped, side)).toBe(position);
        }
      }),
    );
  });

  it("has the same effect when it is moved to a later place of a longer text", () => {
    fc.assert(
      fc.property(anyEdit, anyText, ({ text, edit }, lead) => {
        expect(withEdit(lead + text, movedEdit(edit, lead.length))).toBe(
          lead + withEdit(text, edit),
        );
      }),
    );
  });
});

it("the edit between two texts makes the second of the first and cuts no character", () => {
  fc.assert(
    fc.property(anyText, anyText, (before, after) => {
      const edit = editBetween(before, after);
      expect(textEditSchema.parse(edit)).toEqual(edit);
      expect(withEdit(before, edit)).toBe(after);
      expect(isNoEdit(edit)).toBe(before === after);
      for (const part of [edit.insert, before.slice(edit.from, edit.to)])
        expect(part).not.toMatch(/\p{Surrogate}/u);
    }),
  );
});
