import { createHash } from "node:crypto";
import type { CastFacts } from "@shared/recordings/manifest";

/**
 * Bytes between two digests of a recording's beginnings, and the number of digests at which every second one is
 * dropped.
 */
const steps = { first: 64 * 1024, most: 256 } as const;

/** The digest of a recording that grows or is being read, and of its beginnings, in constant memory. */
export interface CastDigest {
  update(bytes: Uint8Array): void;
  /** Call this once. */
  end(): Pick<CastFacts, "bytes" | "digest" | "beginnings">;
}

export function createCastDigest(): CastDigest {
  const hash = createHash("sha256");
  let bytes = 0;
  let every: number = steps.first;
  let digests: string[] = [];

  function mark() {
    digests.push(hash.copy().digest("hex"));
    if (digests.length < steps.most) return;
    digests = digests.filter((_, index) => index % 2 === 1);
    every *= 2;
  }

  return {
    update(data) {
      for (let from = 0; from < data.length; ) {
        const some = data.subarray(from, from + every - (bytes % every));
        hash.update(some);
        bytes += some.length;
        from += some.length;
        if (bytes % every === 0) mark();
      }
    },
    end: () => ({ bytes, digest: hash.digest("hex"), beginnings: { every, digests } }),
  };
}
