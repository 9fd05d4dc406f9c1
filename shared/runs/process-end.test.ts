import fc from "fast-check";
import { expect, it } from "vitest";
import { runEventSchema } from "./event";
import { endOf, endWords, processEndSchema, succeeded } from "./process-end";

it("takes nothing but the exit code 0 for success", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0, max: 64 }),
      (code, signal) => {
        expect(succeeded(endOf(code, signal))).toBe(code === 0 && signal === 0);
      },
    ),
  );
  expect(endWords(endOf(0, 9))).toBe("signal SIGKILL");
  expect(endWords(endOf(0, 2))).toBe("signal SIGINT");
  expect(endWords(endOf(0, 33))).toBe("signal 33");
  expect(endWords(endOf(3, 0))).toBe("exit code 3");
  expect(processEndSchema.safeParse({ by: "signal", code: 0 }).success).toBe(false);
});

it("reads what earlier versions wrote, and what it wrote itself", () => {
  const read = (event: object) => runEventSchema.parse(event);
  const killed = { type: "agent-ended", end: { by: "signal", signal: "SIGKILL" } };
  expect(read({ type: "agent-ended", exitCode: 0, signal: 9 })).toEqual(killed);
  expect(read(killed)).toEqual(killed);
  expect(read({ type: "validation-ended", exitCode: 0 })).toEqual({
    type: "validation-ended",
    index: 0,
    end: { by: "exit", code: 0 },
  });
  expect(runEventSchema.safeParse({ type: "agent-ended", exitCode: 0.5 }).success).toBe(false);
  expect(runEventSchema.safeParse({ type: "agent-ended" }).success).toBe(false);
});
