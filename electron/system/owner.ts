import type { Here, Owner } from "@shared/runs/lease";
import { machineId } from "./machine";
import { processStartToken } from "./process-tree";

/** This process as the owner of a run. Whoever asks on this machine sees the process, so the lease needs no time. */
export const thisOwner = (): Owner => {
  const machine = machineId();
  return {
    ...(machine === undefined ? {} : { machine }),
    pid: process.pid,
    started: processStartToken(process.pid) ?? "",
    seconds: 0,
  };
};

/** This place and moment, from which leases are judged. */
export const here = (): Here => ({
  machine: machineId(),
  now: Date.now(),
  startOf: processStartToken,
});
