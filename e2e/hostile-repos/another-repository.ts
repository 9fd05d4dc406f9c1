import { rename } from "node:fs/promises";
import { join } from "node:path";
import { createRepository, featureFiles, git } from "../repositories";
import type { HostileMomentBuilder } from "./hostile-moment";

/** Another repository with the same files replaces the trusted one. It has its own commits. */
export const anotherRepository: HostileMomentBuilder = {
  name: "another repository in the place of a trusted one",
  async build({ folder }) {
    const files = featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]);
    const repository = await createRepository(join(folder, "repo"), files);
    const other = await createRepository(join(folder, "other"), files);
    await git(other, "fetch", "--quiet", repository, "main");
    await git(other, "reset", "--quiet", "--hard", "FETCH_HEAD");
    const meanwhile = async () => {
      await rename(repository, join(folder, "away"));
      await rename(other, repository);
    };
    const canary = join(folder, "canary");
    return { repository, canary, opening: "opens", meanwhile, refusal: "not-trusted" };
  },
};
