import { join } from "node:path";
import { createRepository, featureFiles } from "../repositories";
import type { HostileBuilder } from "./hostile";

/**
 * A validation that looks like another one: it changes the direction of its text, contains invisible characters,
 * and is long enough to push the warning off the screen.
 */
export const hiddenCommand: HostileBuilder = {
  name: "a validation that looks like another one",
  async build({ folder }) {
    const canary = join(folder, "canary");
    const command = `true \u202e# \u2066${"x".repeat(4000)}\u2069; touch\u00a0'${canary}'\u200b`;
    const repository = await createRepository(
      join(folder, "repo"),
      featureFiles([
        `- [ ] T001 Say hello in hello\u202etxt.sh ${"and again ".repeat(300)}(FR-001)`,
        `  - Validation: \`${command}\``,
      ]),
    );
    return { repository, canary, opening: "opens" };
  },
};
