import { cpus, freemem, totalmem } from "node:os";
import type { CallOutput } from "@shared/contracts";

/** Milliseconds that all cores together spent, since the machine started. */
interface Times {
  readonly busy: number;
  readonly all: number;
}

/** The part of the time between two moments in which the cores were busy, from 0 to 1. */
export function busyPart(before: Times, now: Times): number {
  const all = now.all - before.all;
  return all <= 0 ? 0 : Math.min(1, Math.max(0, (now.busy - before.busy) / all));
}

function timesNow(): Times {
  let busy = 0;
  let all = 0;
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.irq + times.idle;
    all += sum;
    busy += sum - times.idle;
  }
  return { busy, all };
}

/** Makes a function that tells how busy the machine was since the function's last call. */
export function createLoad(): () => CallOutput<"queue.load"> {
  let before = timesNow();
  return () => {
    const now = timesNow();
    const processor = busyPart(before, now);
    before = now;
    return { processor, memory: { used: totalmem() - freemem(), total: totalmem() } };
  };
}
