import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type HostileRunBuilder, runBy } from "./hostile-run";

/** The person's folder that replaces a working tree, and its file that exists nowhere else. */
export const theirs = (repository: string): string => join(repository, "../theirs/only.txt");

/** The agent replaces its working tree by a link to a folder of the person. */
export const swappedTree: HostileRunBuilder = {
  name: "a working tree that was replaced by a link",
  async build(places) {
    const folder = join(places.folder, "theirs");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "only.txt"), "nowhere else\n");
    return runBy(
      places,
      undefined,
      () => `echo hello > hello.txt
git add hello.txt
git -c user.name=a -c user.email=a@example.org commit --quiet -m hello
tree=$PWD
cd /
mv "$tree" '${places.folder}/moved'
ln -s '${folder}' "$tree"
`,
    );
  },
};
