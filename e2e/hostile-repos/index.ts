import { anotherRepository } from "./another-repository";
import { changedAfterTrust } from "./changed-after-trust";
import { changedTask } from "./changed-task";
import type { HostileBuilder } from "./hostile";
import type { HostileMomentBuilder } from "./hostile-moment";
import { lfsExtension } from "./lfs-extension";
import { includedPipe, pipes } from "./pipes";

/** Repositories that are opened without trust: `hostile.spec.ts` opens each. */
export const beforeTrust: readonly HostileBuilder[] = [lfsExtension, includedPipe, ...pipes];

/** Repositories that change before a start: `hostile.spec.ts` tries to start each. */
export const afterTheLook: readonly HostileMomentBuilder[] = [
  ...changedAfterTrust,
  anotherRepository,
  changedTask,
];
