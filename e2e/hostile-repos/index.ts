import type { HostileBuilder } from "./hostile";
import { lfsExtension } from "./lfs-extension";
import { includedPipe, pipes } from "./pipes";

/** Repositories that are opened before anybody trusts them: `hostile.spec.ts` opens each. */
export const beforeTrust: readonly HostileBuilder[] = [lfsExtension, includedPipe, ...pipes];
