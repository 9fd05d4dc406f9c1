import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

/**
 * Runs git in a repository of a test.
 * @returns its output without the last line end
 */
export async function git(repository: string, ...args: string[]): Promise<string> {
  const { stdout } = await exec("git", ["-C", repository, ...args], {
    env: {
      PATH: process.env["PATH"],
      HOME: dirname(repository),
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: "A Writer",
      GIT_AUTHOR_EMAIL: "writer@example.org",
      GIT_COMMITTER_NAME: "A Writer",
      GIT_COMMITTER_EMAIL: "writer@example.org",
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.replace(/\n$/, "");
}

/** Makes a repository with these files in its first commit. */
export async function createRepository(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await git(folder, "init", "--quiet", "--initial-branch=main");
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await git(folder, "add", "--all");
  await git(folder, "commit", "--quiet", "--message=first");
  return folder;
}

/** A repository with one feature and these task lines. */
export function featureFiles(tasks: readonly string[]): Record<string, string> {
  return {
    "README.md": "# Small\n",
    "specs/001-small/spec.md":
      "# Feature Specification: Small\n\n## Requirements\n\n- **FR-001**: The program MUST say hello.\n",
    "specs/001-small/tasks.md": `# Tasks: Small\n\n## Phase 1: Setup\n\n${tasks.join("\n")}\n`,
  };
}
