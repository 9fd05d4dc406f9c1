import { expect, it } from "vitest";
import { inPieces, measureDrawing } from "./drawing-time";

it("gives up a recording that draws far too long for its size, and not one that is only long", () => {
  let clock = 0;
  const slow = measureDrawing(() => clock);
  const draw = () =>
    slow.draw(8, () => {
      clock += 1000;
    });
  expect(() => {
    for (let times = 0; times < 100; times++) draw();
  }).toThrow(expect.objectContaining({ code: "too-large" }));
  expect(clock).toBeLessThan(17_000);

  const long = measureDrawing(() => clock);
  for (let times = 0; times < 1000; times++)
    long.draw(100_000, () => {
      clock += 900;
    });
});

it("cuts output into pieces that join to the output, smaller for a larger screen", () => {
  const text = "a😀b".repeat(20_000);
  for (const cells of [1920, 400_000]) expect([...inPieces(text, cells)].join("")).toBe(text);
  const [usual] = inPieces(text, 1920);
  const [huge] = inPieces(text, 400_000);
  expect(huge?.length).toBeLessThan(usual?.length ?? 0);
});
