// The share of a document that survives the editor: every example of the CommonMark specification and every README
// in node_modules is opened and saved, and gets one word typed into each block. The reference is @tiptap/markdown,
// which writes the whole document anew. SPECWRIGHT_CORPUS=DIR adds a folder of documents.

import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { MarkdownManager } from "@tiptap/markdown";
import commonmark from "commonmark-spec";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { detail } from "../say.mjs";
import { withFolder } from "./apps.mjs";
import { importBundled } from "./bundle.mjs";

export const name = "fidelity";

const exec = promisify(execFile);

/** @param {import("../bench.mjs").Context} context */
export function measure({ root }) {
  return withFolder(async (work) => {
    const examples = join(work, "commonmark");
    await mkdir(examples);
    for (const [index, { markdown }] of commonmark.tests.entries())
      await writeFile(join(examples, `${index + 1}.md`), markdown.replaceAll("→", "\t"));
    const readmes = join(work, "readmes");
    await mkdir(readmes);
    const found = await filesIn(join(root, "node_modules"), /^readme.*\.(?:md|markdown)$/i);
    for (const [index, file] of found.entries())
      await copyFile(file, join(readmes, `${index + 1}.md`));

    const { schemaExtensions } = await importBundled("shared/editor/schema.ts", work);
    const reference = rewriter(schemaExtensions);
    const corpora = [
      ["commonmark", examples],
      ["readmes", readmes],
    ];
    const own = process.env.SPECWRIGHT_CORPUS;
    if (own) corpora.push(["corpus", resolve(process.env.INIT_CWD ?? "", own)]);
    const rows = [];
    for (const [corpus, folder] of corpora) {
      const ours = await ourFidelity(root, folder);
      const theirs = await referenceFidelity(reference, folder);
      detail(
        `${corpus}: ${ours.files} files, ${ours.edits} edits; ${ours.widened} widened, ` +
          `${ours.refused} refused, ${ours.failed} failed.`,
      );
      for (const { file, line, kind, problem } of [...ours.failures, ...ours.refusals].slice(0, 20))
        detail(`  ${file}:${line} ${kind}: ${problem}`);
      rows.push(
        row(`${corpus}, files kept`, share(ours.identical, ours.files), theirs.unchanged),
        row(`${corpus}, blocks kept`, share(ours.preserved, ours.edits), theirs.preserved, 99.9),
      );
    }
    return rows;
  });
}

const share = (count, of) => (of === 0 ? 0 : (100 * count) / of);

const row = (label, ours, reference, least = 100) => ({
  name: `${name}: ${label}`,
  unit: "%",
  ours,
  reference,
  ratio: reference === 0 ? null : ours / reference,
  budget: `≥ ${least} %`,
  ok: ours >= least,
});

async function ourFidelity(root, folder) {
  const words = [join(root, "out/cli.js"), "fidelity", folder, "--json"];
  try {
    return JSON.parse((await exec(process.execPath, words, { maxBuffer: 1 << 28 })).stdout);
  } catch (error) {
    // The command reports damage by its exit code. Here damage is a figure and no failure.
    if (error.code !== 1 || !error.stdout) throw error;
    return JSON.parse(error.stdout);
  }
}

/** Returns the whole text written anew by the reference; undefined when the reference fails. */
function rewriter(extensions) {
  const manager = new MarkdownManager({ extensions });
  return (text) => {
    try {
      return manager.serialize(manager.parse(text));
    } catch {
      return undefined;
    }
  };
}

/**
 * The percentage of files that the reference returns unchanged, and of blocks that can be edited without a change
 * elsewhere. A block counts when it contains all changes of the rewriting.
 */
async function referenceFidelity(rewrite, folder) {
  const count = { files: 0, unchanged: 0, blocks: 0, preserved: 0 };
  for (const file of await filesIn(folder, /\.(?:md|markdown)$/i)) {
    const text = await readFile(file, "utf8");
    const written = rewrite(text);
    count.files++;
    if (written === text) count.unchanged++;
    const blocks = blocksOf(text);
    count.blocks += blocks.length;
    if (written === undefined) continue;
    const { start, end } = changed(text, written);
    count.preserved += blocks.filter((block) => block.start <= start && end <= block.end).length;
  }
  return {
    unchanged: share(count.unchanged, count.files),
    preserved: share(count.preserved, count.blocks),
  };
}

function blocksOf(text) {
  const options = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };
  return fromMarkdown(text, options)
    .children.filter(({ type }) => type !== "thematicBreak")
    .map(({ position }) => ({ start: position.start.offset, end: position.end.offset }));
}

/** The range of a text in which another text differs; empty when they are equal. */
function changed(text, other) {
  if (text === other) return { start: Number.POSITIVE_INFINITY, end: 0 };
  const shortest = Math.min(text.length, other.length);
  let start = 0;
  while (start < shortest && text[start] === other[start]) start++;
  let tail = 0;
  while (tail < shortest - start && text.at(-1 - tail) === other.at(-1 - tail)) tail++;
  return { start, end: text.length - tail };
}

/** The files below a folder with these names. Links are not followed, and git's own folders are left out. */
async function filesIn(folder, named) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && named.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/]\.git[\\/]/.test(path))
    .sort();
}
