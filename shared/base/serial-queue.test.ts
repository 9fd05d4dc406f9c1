import fc from "fast-check";
import { expect, test } from "vitest";
import { serialQueue, serialQueues } from "./serial-queue";

test("works run one after the other, in the order of the calls, also after a failure", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
      async (scheduler, fails) => {
        const queue = serialQueue();
        const seen: string[] = [];
        const results = fails.map((fail, index) =>
          queue.run(async () => {
            seen.push(`begin ${index}`);
            await scheduler.schedule(Promise.resolve());
            seen.push(`end ${index}`);
            if (fail) throw new Error(`${index}`);
            return index;
          }),
        );
        const settled = Promise.allSettled(results);
        await scheduler.waitFor(queue.idle());
        expect(seen).toEqual(fails.flatMap((_, index) => [`begin ${index}`, `end ${index}`]));
        expect((await settled).map(({ status }) => status === "rejected")).toEqual(fails);
      },
    ),
  );
});

test("works for other keys do not wait, and a key without work is forgotten", async () => {
  const queues = serialQueues<string>();
  let release: () => void = () => undefined;
  const held = queues.run("a", () => new Promise<void>((resolve) => (release = resolve)));
  await queues.run("b", async () => undefined);
  await Promise.resolve();
  expect([queues.isBusy("a"), queues.isBusy("b")]).toEqual([true, false]);
  const later = queues.run("a", async () => "later");
  release();
  await held;
  expect(queues.isBusy("a")).toBe(true);
  expect(await later).toBe("later");
  await queues.idle();
  expect(queues.isBusy("a")).toBe(false);
});
