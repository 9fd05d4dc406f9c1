import { z } from "zod";

/** What a run in a queue waits for. */
export const waitsForSchema = z.discriminatedUnion("what", [
  /** As many runs go on as may. */
  z.object({ what: z.literal("place"), most: z.number().int().positive() }),
  /** Other runs have to end first. */
  z.object({ what: z.literal("runs"), runs: z.array(z.string()).min(1) }),
  /** Other tasks have to be done first. */
  z.object({ what: z.literal("tasks"), tasks: z.array(z.string()).min(1) }),
  /** ISO 8601, UTC. */
  z.object({ what: z.literal("time"), at: z.string() }),
]);
export type WaitsFor = z.infer<typeof waitsForSchema>;

/** The run waits in a queue, from now on for this. */
export const queuedSchema = z.object({ type: z.literal("queued"), waitsFor: waitsForSchema });
/** The run waits no longer and is prepared. */
export const queueLeftSchema = z.object({ type: z.literal("queue-left") });

/** What it waits for, in words. */
export function queueWords(waitsFor: WaitsFor): string {
  switch (waitsFor.what) {
    case "place":
      return waitsFor.most === 1
        ? "Waits until the other run has ended"
        : `Waits until fewer than ${waitsFor.most} runs go on`;
    case "runs":
      return `Waits for ${waitsFor.runs.length === 1 ? "the run" : "the runs"} ${waitsFor.runs.join(", ")}`;
    case "tasks":
      return `Waits for ${waitsFor.tasks.join(", ")}`;
    case "time":
      return `Waits until ${waitsFor.at}`;
  }
}
