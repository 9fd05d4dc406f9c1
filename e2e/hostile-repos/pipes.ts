import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createRepository, featureFiles, git } from "../repositories";
import type { HostileBuilder } from "./hostile";

/**
 * A pipe in the place of a file that git reads. A process that opens the pipe waits for a writer, which never
 * comes.
 */
function pipe(path: string, opening: "opens" | "refused"): HostileBuilder {
  return {
    name: `a pipe in the place of ${path}`,
    async build({ folder }) {
      const tasks = featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]);
      const repository = await createRepository(join(folder, "repo"), {
        ...tasks,
        "specs/deep/notes.md": "# Notes\n",
      });
      await rm(join(repository, path), { force: true });
      await mkdir(dirname(join(repository, path)), { recursive: true });
      await promisify(execFile)("mkfifo", [join(repository, path)]);
      // The same size, so that git has to compare the contents, and reads the attributes for that.
      await writeFile(join(repository, "specs/deep/notes.md"), "# Other\n");
      return { repository, canary: join(folder, "canary"), opening };
    },
  };
}

/** Only the configuration names the pipe, and includes are not followed before trust. */
export const includedPipe: HostileBuilder = {
  name: "a pipe that include.path names",
  async build({ folder }) {
    const tasks = featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]);
    const repository = await createRepository(join(folder, "repo"), tasks);
    await promisify(execFile)("mkfifo", [join(folder, "pipe")]);
    await git(repository, "config", "include.path", join(folder, "pipe"));
    return { repository, canary: join(folder, "canary"), opening: "opens" };
  },
};

export const pipes = [
  pipe(".gitattributes", "refused"),
  pipe(".git/config", "refused"),
  pipe(".git/info/exclude", "refused"),
  // Git meets this pipe only when it reads the files, and the project is open by then.
  pipe("specs/deep/.gitattributes", "opens"),
];
