import { expect, it } from "vitest";
import { actionOf } from "./keys";

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  actionOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

it("answers plain keys", () => {
  expect(press(" ")).toEqual({ do: "toggle" });
  expect(press("ArrowLeft")).toEqual({ do: "seekBy", seconds: -5 });
  expect(press("ArrowRight")).toEqual({ do: "seekBy", seconds: 5 });
  expect(press(".")).toEqual({ do: "step", by: 1 });
  expect(press("<")).toEqual({ do: "speed", by: -1 });
  expect(press("]")).toEqual({ do: "mark", by: 1 });
  expect(press("7")).toEqual({ do: "seekTo", part: 0.7 });
  expect(press("End")).toEqual({ do: "seekTo", part: 1 });
});

it("leaves other keys, and keys held with a modifier, alone", () => {
  expect(press("a")).toBeUndefined();
  expect(press("Tab")).toBeUndefined();
  expect(press(".", { ctrlKey: true })).toBeUndefined();
  expect(press("ArrowLeft", { altKey: true })).toBeUndefined();
  expect(press("1", { metaKey: true })).toBeUndefined();
});
