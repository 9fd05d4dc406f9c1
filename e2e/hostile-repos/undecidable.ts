import { type HostileRunBuilder, runBy } from "./hostile-run";

/** The agent puts a tree on the run's branch that git refuses to check out. */
export const undecidable: HostileRunBuilder = {
  name: "a branch that git cannot read",
  build: (places) =>
    runBy(
      places,
      undefined,
      () => `echo hello > hello.txt
blob=$(printf '[core]\\n' | git hash-object -w --stdin)
inner=$(printf '100644 blob %s\\tconfig\\n' "$blob" | git mktree)
root=$(printf '040000 tree %s\\t.GIT\\n' "$inner" | git mktree)
git update-ref HEAD "$(git commit-tree "$root" -p HEAD -m hostile)"
`,
    ),
};
