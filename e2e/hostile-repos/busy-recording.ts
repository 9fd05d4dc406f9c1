import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRepository, featureFiles } from "../repositories";
import type { HostileBuilder } from "./hostile";

/**
 * Each of these sequences kept a terminal busy for a quarter of an hour: the terminal repeated an action as often
 * as the number says.
 */
export const busy = [..."LMSTIZb@PXCE"]
  .flatMap((final) => [`x\u001b[2147483647${final}`, `x\u009b2147483647;2147483647${final}`])
  .join("");

/** The name of the recording in the repository. */
export const busyName = "demo.cast";

/**
 * A recording in a repository that keeps every terminal busy that plays it. It runs no program: the attack
 * succeeds when a window, a replay or an export no longer responds.
 */
export const busyRecording: HostileBuilder = {
  name: "a recording that keeps a terminal busy",
  async build({ folder }) {
    const output = [busy, "\u001b[r\u001b[2J\u001b[Hafterwards ✅|\r\n"];
    const events = output.map((data) => JSON.stringify([0.1, "o", data]));
    const repository = await createRepository(join(folder, "repo"), {
      ...featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
    });
    await writeFile(
      join(repository, busyName),
      `{"version":3,"term":{"cols":40,"rows":10}}\n${events.join("\n")}\n[0.1,"r","65535x65535"]\n`,
    );
    return { repository, canary: join(folder, "canary"), opening: "opens" };
  },
};
