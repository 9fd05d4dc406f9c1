import { type HostileRunBuilder, runBy } from "./hostile-run";

/**
 * The agent writes filters, hooks and includes into the repository and its tree, which git would run at the next
 * capture.
 */
export const changedByAgent: HostileRunBuilder = {
  name: "configuration that the agent writes while it runs",
  build: (places) =>
    runBy(
      places,
      "true",
      (canary) => `common=$(git rev-parse --git-common-dir)
echo '* filter=evil merge=evil' | tee .gitattributes > "$common/info/attributes"
git config filter.evil.clean "touch '${canary}'; cat"
git config filter.evil.smudge "touch '${canary}'; cat"
git config merge.evil.driver "touch '${canary}'"
git config core.fsmonitor "touch '${canary}'"
printf '[filter "evil"]\\n\\tprocess = touch ${canary}\\n' > "$common/included"
git config 'includeIf.onbranch:**.path' "$common/included"
for hook in reference-transaction post-index-change post-checkout; do
  printf '#!/bin/sh\\ntouch ${canary}\\n' > "$common/hooks/$hook"
  chmod +x "$common/hooks/$hook"
done
rm -f '${canary}'
echo hello > hello.txt
`,
    ),
};
