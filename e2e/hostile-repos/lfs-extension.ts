import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRepository, featureFiles, git } from "../repositories";
import type { HostileBuilder } from "./hostile";

/**
 * The person has Git LFS in their own configuration, and the repository defines an extension for it. Git LFS is
 * simulated: its filter runs the command of `lfs.extension.*.clean`, like the real one.
 */
export const lfsExtension: HostileBuilder = {
  name: "an extension for the person's own Git LFS",
  async build({ folder, person }) {
    const canary = join(folder, "canary");
    const filter = join(folder, "git-lfs");
    const extensions = "git config --get-regexp '^lfs\\.extension\\..*\\.clean$'";
    await writeFile(filter, `#!/bin/sh\n${extensions} | cut -d' ' -f2- | sh >&2\nexec cat\n`, {
      mode: 0o755,
    });
    await appendFile(
      join(person, ".gitconfig"),
      `[filter "lfs"]\n\tclean = ${filter}\n\tsmudge = cat\n\trequired = true\n`,
    );
    const repository = await createRepository(join(folder, "repo"), {
      ...featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
      ".gitattributes": "*.bin filter=lfs\n",
      "large.bin": "one\n",
    });
    await git(repository, "config", "lfs.extension.evil.clean", `touch '${canary}'`);
    // The same size, so that git has to compare the contents.
    await writeFile(join(repository, "large.bin"), "two\n");
    const spring = () => git(repository, "-c", `include.path=${person}/.gitconfig`, "status");
    return { repository, canary, opening: "opens", spring };
  },
};
