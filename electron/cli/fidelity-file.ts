import { open, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Problem } from "@shared/base/problem";
import { checkFidelity, type TextFidelity } from "@shared/editor/fidelity";
import { systemCode } from "../system/system-error";

/** The result of checking one file. */
export type FileFidelity =
  | ({ readonly outcome: "checked" } & TextFidelity)
  /** The editor shows such a file and never writes it, so its bytes stay. `why` is the end of a sentence. */
  | { readonly outcome: "read-only"; readonly why: string }
  | { readonly outcome: "unread"; readonly why: string };

/** Bytes. The editor opens no larger document. */
const largest = 20_000_000;

/**
 * All Markdown files in a folder and its subfolders, sorted within each folder. Git's own folders are left out,
 * and links are not followed.
 * @param place the folder, or one Markdown file
 * @throws {Problem} `file-missing`
 */
export async function* markdownFiles(place: string): AsyncGenerator<string> {
  const found = await stat(place).catch(cannotRead(place));
  if (found.isDirectory()) yield* below(place);
  else if (found.isFile() && isMarkdown(basename(place))) yield place;
}

async function* below(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(cannotRead(folder));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== ".git") yield* below(path);
    else if (entry.isFile() && isMarkdown(entry.name)) yield path;
  }
}

const cannotRead = (place: string) => (error: unknown) => {
  if (systemCode(error) === undefined) throw error;
  throw new Problem("file-missing", `${place} cannot be read.`, String(error));
};

const isMarkdown = (name: string) => /\.(?:md|markdown)$/i.test(name);

/** Reads a file as the editor does and tries an edit of each block. */
export async function checkFile(path: string): Promise<FileFidelity> {
  try {
    const bytes = await bytesOf(path);
    if (bytes === undefined) return { outcome: "read-only", why: "it is larger than 20 MB" };
    const text = decode(bytes);
    if (text === undefined) return { outcome: "read-only", why: "it is not UTF-8" };
    return { outcome: "checked", ...checkFidelity(text) };
  } catch (error) {
    return { outcome: "unread", why: error instanceof Error ? error.message : String(error) };
  }
}

async function bytesOf(path: string): Promise<Buffer | undefined> {
  const file = await open(path, "r");
  try {
    return (await file.stat()).size > largest ? undefined : await file.readFile();
  } finally {
    await file.close();
  }
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
