import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRepository, featureFiles, git } from "../repositories";
import type { HostileMomentBuilder } from "./hostile-moment";

/** Lines for the configuration of a trusted repository. Each function gets the canary's path and a folder for files. */
const changes: Readonly<
  Record<string, (canary: string, folder: string) => Promise<readonly [key: string, value: string]>>
> = {
  "a filter": async (canary) => ["filter.plain.clean", `touch '${canary}'; cat`],
  "an include for the branches of runs": async (canary, folder) => {
    const included = join(folder, "included");
    await writeFile(included, `[filter "plain"]\n\tsmudge = "touch '${canary}'; cat"\n`);
    return ["includeIf.onbranch:specwright/**.path", included];
  },
  "another server": async () => ["url.ssh://evil.invalid/.insteadOf", "https://"],
  "an extension of Git LFS": async (canary) => ["lfs.extension.evil.clean", `touch '${canary}'`],
};

/** The configuration of a trusted repository gets an additional line. */
export const changedAfterTrust: readonly HostileMomentBuilder[] = Object.entries(changes).map(
  ([what, change]) => ({
    name: `${what} that is written after trust`,
    async build({ folder }) {
      const canary = join(folder, "canary");
      const repository = await createRepository(join(folder, "repo"), {
        ...featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
        ".gitattributes": "*.txt filter=plain\n",
        "one.txt": "one\n",
      });
      const [key, value] = await change(canary, folder);
      const meanwhile = async () => {
        await git(repository, "config", key, value);
        // The same size, so that git has to compare the contents.
        await writeFile(join(repository, "one.txt"), "two\n");
      };
      return { repository, canary, opening: "opens", meanwhile, refusal: "not-trusted" };
    },
  }),
);
