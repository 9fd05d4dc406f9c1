import { expect, it } from "vitest";
import { actionOf } from "./keys";

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  actionOf({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

it("answers plain keys", () => {
  expect(press(" ")).toEqual({ do: "toggle" });
  expect(press("ArrowLeft")).toEqual({ do: "seekBy", seconds: -5 });
  expect(press("ArrowRight")).toEqual({ do: "seekBy", seconds: 5 });
  expect(press(".")).toEqual({ do: "step", by: 1 });
  expect(press("]")).toEqual({ do: "mark", by: 1 });
  expect(press("7")).toEqual({ do: "seekTo", part: 0.7 });
  expect(press("End")).toEqual({ do: "seekTo", part: 1 });
});

it("treats Shift as part of an arrow key, and other keys by the character that they type", () => {
  expect(press("ArrowRight", { shiftKey: true })).toEqual({ do: "seekByPart", part: 0.1 });
  expect(press("<", { shiftKey: true })).toEqual({ do: "speed", by: -1 });
  expect(press("?", { shiftKey: true })).toEqual({ do: "help" });
  // Some keyboards type digits with Shift.
  expect(press("3", { shiftKey: true })).toEqual({ do: "seekTo", part: 0.3 });
  expect(press("Home", { shiftKey: true })).toBeUndefined();
});

it("ignores other keys, and keys with a modifier", () => {
  expect(press("a")).toBeUndefined();
  expect(press("Tab")).toBeUndefined();
  expect(press(".", { ctrlKey: true })).toBeUndefined();
  expect(press("c", { ctrlKey: true })).toBeUndefined();
  expect(press("ArrowLeft", { altKey: true })).toBeUndefined();
  expect(press("1", { metaKey: true })).toBeUndefined();
});
