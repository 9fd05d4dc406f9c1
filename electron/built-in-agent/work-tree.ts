import { constants } from "node:fs";
import { mkdir, open, readdir, realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";

/** A file cannot be read or written; the message is a sentence for the model and the person. */
export class ToolFailure extends Error {}

/** The files of one run. Every path is checked to stay inside of the tree. */
export interface WorkTree {
  /** Absolute, without symbolic links. */
  readonly root: string;
  /** The path for messages: relative to the root, with forward slashes. */
  show(path: string): string;
  read(path: string): Promise<string>;
  /** @returns undefined when the file does not exist */
  readIfThere(path: string): Promise<string | undefined>;
  /** Replaces or creates a file and its folders. */
  write(path: string, text: string): Promise<void>;
  /** Files below a folder, sorted, as paths for messages. Symbolic links, .git and node_modules are left out. */
  files(path: string, limit: number): Promise<{ paths: string[]; more: boolean }>;
}

/** Bytes. The agent does not read a larger file. */
const largestFile = 2_000_000;
const skippedFolders = new Set([".git", "node_modules"]);

/** @param folder the run's working tree */
export async function openWorkTree(folder: string): Promise<WorkTree> {
  const root = await realpath(folder);

  /** The canonical path, which need not exist; its nearest existing folder is inside of the root. */
  async function locate(path: string): Promise<string> {
    if (path.includes("\0")) throw new ToolFailure("A path cannot contain a zero byte.");
    const wanted = resolve(root, path);
    refuseOutside(wanted, path);
    const canonical = await canonicalise(wanted);
    refuseOutside(canonical, path);
    return canonical;
  }

  function refuseOutside(absolute: string, path: string): void {
    const inside = relative(root, absolute);
    if (absolute !== root && (inside.startsWith("..") || resolve(root, inside) !== absolute)) {
      throw new ToolFailure(`${path} is outside the working tree.`);
    }
    // Compared without case, because some file systems ignore case.
    if (inside.split(sep).some((part) => part.toLowerCase() === ".git")) {
      throw new ToolFailure(`${path} belongs to git; it is not yours to read or change.`);
    }
  }

  async function readIfThere(path: string): Promise<string | undefined> {
    const file = await locate(path);
    try {
      // O_NOFOLLOW: the last part of the path may have become a link since the check.
      const handle = await open(
        file,
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
      try {
        const stats = await handle.stat();
        if (!stats.isFile()) throw new ToolFailure(`${path} is not a file.`);
        if (stats.size > largestFile) throw new ToolFailure(`${path} is larger than 2 MB.`);
        return decode(await handle.readFile(), path);
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
      throw inWords(error, path);
    }
  }

  return {
    root,
    show: (path) => relative(root, resolve(root, path)).split(sep).join("/") || ".",
    readIfThere,
    async read(path) {
      const text = await readIfThere(path);
      if (text === undefined) throw new ToolFailure(`There is no file ${path}.`);
      return text;
    },
    async write(path, text) {
      const file = await locate(path);
      const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;
      try {
        await mkdir(dirname(file), { recursive: true });
        const handle = await open(
          file,
          O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK,
          0o644,
        );
        try {
          await handle.writeFile(text);
        } finally {
          await handle.close();
        }
      } catch (error) {
        throw inWords(error, path);
      }
    },
    async files(path, limit) {
      const start = await locate(path);
      const paths: string[] = [];
      const queue = [start];
      for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
        const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
          throw inWords(error, path);
        });
        for (const entry of entries) {
          const child = join(folder, entry.name);
          if (entry.isDirectory() && !skippedFolders.has(entry.name)) queue.push(child);
          else if (entry.isFile() && entry.name !== ".git") {
            if (paths.length === limit) return { paths: paths.sort(), more: true };
            paths.push(relative(root, child).split(sep).join("/"));
          }
        }
      }
      return { paths: paths.sort(), more: false };
    },
  };
}

/** Resolves the symbolic links in the existing part of a path. */
async function canonicalise(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (codeOf(error) !== "ENOENT" || parent === path) throw inWords(error, path);
    return join(await canonicalise(parent), relative(parent, path));
  }
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ToolFailure(`${path} is not text.`);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

const words: Readonly<Record<string, string>> = {
  EACCES: "may not be opened",
  EPERM: "may not be changed",
  EISDIR: "is a folder",
  ENOTDIR: "is not below a folder",
  ENOENT: "is not there",
  EEXIST: "is in the way as a file",
  ELOOP: "is a symbolic link",
  ENXIO: "is not a file",
  ENOSPC: "cannot be written: the disk is full",
  EROFS: "cannot be written: the disk is read-only",
  ENAMETOOLONG: "has too long a name",
};

function inWords(error: unknown, path: string): unknown {
  const said = words[codeOf(error) ?? ""];
  return said === undefined ? error : new ToolFailure(`${path} ${said}.`);
}
