import { z } from "zod";

/** Who looks after a run: a process, named so that nothing else is ever mistaken for it. */
export const ownerSchema = z.object({
  /** The machine as `electron/system/machine.ts` names it; undefined where the system does not tell, and in format 1. */
  machine: z.string().min(1).optional(),
  pid: z.number().int(),
  /** When the process started: a token of its system that no other process with this number has. */
  started: z.string(),
  /**
   * How many seconds the run is its owner's after each renewal, whether or not the process can be seen. 0 where
   * whoever asks is on the same machine and sees the process.
   */
  seconds: z.number().nonnegative(),
});
export type Owner = z.infer<typeof ownerSchema>;

/** The owner says that it still looks after the run; or another one takes over a run whose owner is gone. */
export const leaseRenewedSchema = z.object({
  type: z.literal("lease-renewed"),
  owner: ownerSchema,
});

/** An owner, and when it last said so (ISO 8601). */
export const leaseSchema = ownerSchema.extend({ renewed: z.string() });
export type Lease = z.infer<typeof leaseSchema>;

/** The place from which a lease is judged. */
export interface Here {
  readonly machine: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The start token of a process of this machine; undefined for none of this number. */
  startOf(pid: number): string | undefined;
}

/**
 * Whether a run's owner is to be taken for alive. It is dead only where this machine can tell: it ran here, its time
 * is over, and its process is gone. A reused process number does not count.
 */
export function isHeld(lease: Lease, here: Here): boolean {
  if (lease.machine !== undefined && lease.machine !== here.machine) return true;
  // A renewal in the future is one of a clock that was set back.
  const age = Math.abs(here.now - Date.parse(lease.renewed)) / 1000;
  return age < lease.seconds || here.startOf(lease.pid) === lease.started;
}

/** Whether both are the same process. */
export const isSameOwner = (a: Owner, b: Owner): boolean =>
  a.machine === b.machine && a.pid === b.pid && a.started === b.started;

/** The owner as others may read of it. */
export const withoutMachine = ({ machine: _, ...owner }: Owner): Owner => owner;
