import { Problem } from "@shared/base/problem";
import type { Trusted } from "./risks";

/** A repository that `inspect` has found and checked. Paths are absolute, without symbolic links. */
export interface Repository {
  /** The top folder of the person's working tree. */
  readonly top: string;
  /** Git's folder of this working tree. */
  readonly gitDir: string;
  /** Git's folder that all working trees of the repository share. */
  readonly commonDir: string;
  /** See `GitPlace`. */
  readonly trusted: Trusted | boolean;
}

/**
 * Call this before every verb in which git may run a command of the repository's configuration (a filter or a
 * merge driver).
 * @throws {Problem} `not-trusted`
 */
export function requireTrust(repo: Pick<Repository, "trusted">): void {
  if (!repo.trusted)
    throw new Problem(
      "not-trusted",
      "This project is not trusted yet. Look at the commands it names, then trust it.",
    );
}
