import { type HostileRunBuilder, runBy } from "./hostile-run";

/**
 * The agent makes a repository inside of its working tree, with a filter that git runs when it looks into the
 * repository. Each checkpoint is an occasion for that.
 */
export const nestedRepository: HostileRunBuilder = {
  name: "a repository in the working tree, with a filter of its own",
  build: (places) =>
    runBy(
      places,
      undefined,
      (
        canary,
      ) => `checkpoints() { git for-each-ref --format='%(objectname)' refs/specwright/checkpoints; }
another() { until [ "$(checkpoints)" != "$1" ]; do sleep 0.05; done; }
seen=$(checkpoints)
git init --quiet inner
echo one > inner/x.txt
echo '*.txt filter=evil' > inner/.gitattributes
git -C inner add .
git -C inner -c user.name=a -c user.email=a@example.org commit --quiet -m inner
git -C inner config filter.evil.clean "touch '${canary}'; cat"
git -C inner config core.fsmonitor "touch '${canary}'"
echo one > hello.txt
another "$seen"
seen=$(checkpoints)
echo two > inner/x.txt
echo two > hello.txt
another "$seen"
echo six > inner/x.txt
`,
    ),
};
