import { merge, mergedText } from "@shared/markdown/merge";
import { expect, it } from "vitest";
import { placeOfConflict } from "./conflict-place";

it("finds a conflict at its place, and after the place has moved", () => {
  const base = "# A\n\nOne.\n\nTwo.\n\nOne.\n";
  const merged = merge(
    base,
    base.replace(/One\.\n$/, "Mine.\n"),
    base.replace("Two.", "Two, and more.").replace(/One\.\n$/, "Theirs.\n"),
  );
  const [conflict] = merged.conflicts;
  if (!conflict) throw new Error("There is no conflict.");
  const text = mergedText(merged);
  const place = { line: 7, column: 1, end: { line: 7, column: 6 } };
  expect(placeOfConflict(text, conflict)).toEqual(place);
  expect(placeOfConflict(`Mine.\n\n${text}`, conflict)).toMatchObject({ line: 9, column: 1 });
  expect(placeOfConflict(text.replace("Mine", "Other"), conflict)).toMatchObject({ line: 7 });
  expect(placeOfConflict("Short", { mine: "", at: 40 })).toEqual({ line: 1, column: 6 });
});
