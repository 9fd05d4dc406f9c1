/** `(FR-004)`, `(depends on T012, T013)`, `(per FR-001)`: for the graph and the links, not for a name. */
const references = /\s*\((?:depends on|after|requires|per|see|FR-|NFR-|SC-|US\d|T\d{3})[^()]*\)/gi;

/** ` in src/money.js`, ` to test/x/`, ` at specs/`: where the work lies, which the file list says too. */
const place = /\s+(?:in|to|at|under|into|from|for|of)\s+[\w@.~-]*(?:\/[\w@.*~-]*|\.[a-z]{1,5}\b)/i;

/**
 * A task's description as a short name for cards, lists and commits: without references, without Markdown
 * signs, and without the paths it ends in. What is left is never less than two words.
 * @param title the description, Markdown
 */
export function taskName(title: string): string {
  const words = plain(title).replace(references, "").trim();
  const at = place.exec(words)?.index ?? words.length;
  const name = words.slice(0, at).trim().split(/\s+/).length >= 2 ? words.slice(0, at) : words;
  return name.replace(/[\s,;:.–-]+$/, "") || title.trim();
}

/** Markdown without its signs. */
const plain = (markdown: string): string =>
  markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|`)/g, "")
    .trim();
