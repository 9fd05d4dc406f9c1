import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRepository, featureFiles, git } from "../repositories";
import type { HostileMomentBuilder } from "./hostile-moment";

/** The task gets another validation while the dialog that shows it is open. */
export const changedTask: HostileMomentBuilder = {
  name: "a validation that changes before the start",
  async build({ folder }) {
    const canary = join(folder, "canary");
    const task = (validation: string) =>
      featureFiles([
        "- [ ] T001 Say hello in hello.txt (FR-001)",
        `  - Validation: \`${validation}\``,
      ]);
    const repository = await createRepository(join(folder, "repo"), task("true"));
    const meanwhile = async () => {
      for (const [path, text] of Object.entries(task(`touch '${canary}'`)))
        await writeFile(join(repository, path), text);
      await git(repository, "commit", "--quiet", "--all", "--message=another");
    };
    return { repository, canary, opening: "opens", meanwhile, refusal: "stale-approval" };
  },
};
