import { Problem } from "@shared/base/problem";

/** The refusals of a commit of documents, whether git makes the commit or this process. */

export function noBranch(): Problem {
  return new Problem(
    "detached-head",
    "No branch is checked out, so the commit would belong to none. Check out a branch, then commit again.",
  );
}

export function nothingToCommit(): Problem {
  return new Problem(
    "nothing-to-commit",
    "These files are as they were committed last. There is nothing to commit.",
  );
}

export function branchMoved(): Problem {
  return new Problem(
    "git-busy",
    "The branch was moved by another program meanwhile. Nothing was changed. Look at it, then commit again.",
  );
}

export function inConflict(path: string): Problem {
  return new Problem(
    "merge-conflict",
    "A document is in conflict. Resolve the conflict and add the file with git, then commit again.",
    path,
  );
}
