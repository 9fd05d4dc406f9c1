import type { CheckpointAt } from "@shared/runs/checkpoint-times";
import { expect, it } from "vitest";
import { keyOf, momentAt, momentWords } from "./moment";

const checkpoint = (seq: number, time: number): CheckpointAt => ({
  ...{ type: "checkpoint", seq, commit: `c${seq}`, tree: "", files: [], time },
});
const checkpoints = [checkpoint(1, 2), checkpoint(2, 62), checkpoint(3, Number.POSITIVE_INFINITY)];
const at = (position: number | undefined) => momentAt(checkpoints, position, 90);

it("is the last checkpoint before the position, and at the end the run's own change", () => {
  expect([0, 1.9, 2, 61, 62, 89.9, 90, undefined].map((each) => keyOf(at(each)))).toEqual([
    "start",
    "start",
    "c1",
    "c1",
    "c2",
    "c2",
    "end",
    "end",
  ]);
  // A recording without checkpoints shows the final change.
  expect(momentAt([], 3, 90)).toEqual({ at: "end" });
});

it("names the moment whose content is shown, also when it is another one", () => {
  const words = (position: number, commit?: string) =>
    momentWords(at(position), commit === undefined ? undefined : { commit }, checkpoints);
  expect(words(90)).toBe("The whole change.");
  expect(words(0)).toBe("As it was at the start: nothing had changed yet.");
  expect(words(70)).toBe("As it was at 1:02.");
  expect(words(70, "c2")).toBe("As it was at 1:02.");
  expect(words(70, "c1")).toBe("As it was at 0:02: what was there at 1:02 is kept no longer.");
  expect(words(70, "base")).toBe(
    "As it was at the start: what was there at 1:02 is kept no longer.",
  );
});
