/** The most numbers in one range ("T010–T012"). A longer range counts as a typing mistake. */
const longestRange = 500;

/** The numbers of a range, with as many digits as the first; only the ends when the range is too long. */
function writtenOut(first: string, last: string): string[] {
  const length = Number(last) - Number(first) + 1;
  if (!(length >= 1 && length <= longestRange)) return [first, last];
  return Array.from({ length }, (_, step) =>
    String(Number(first) + step).padStart(first.length, "0"),
  );
}

const requirement = /\b(N?FR|SC)-(\d{1,6})([a-z]?)\b/g;
const requirementRange =
  /\b(N?FR|SC)-(\d{1,6})\*{0,2}[ \t]*(?:[–—-]|\.{2,3}|to|through)[ \t]*\*{0,2}(?:\1-)?(\d{1,6})\b/g;

/** The `FR-001`, `NFR-001` and `SC-001` in a text, each once, with ranges ("FR-001–FR-004") written out. */
export function requirementsIn(description: string): string[] {
  const ranges = description.replace(requirementRange, (whole, kind: string, ...rest) => {
    const [first, last] = rest.map(String);
    const members = writtenOut(first ?? "", last ?? "");
    // "FR-001 - 3 retries" is no range: the last number of a range has as many digits as the first.
    return first?.length === last?.length
      ? members.map((member) => `${kind}-${member}`).join(" ")
      : whole;
  });
  return [...new Set([...ranges.matchAll(requirement)].map(([match]) => match))];
}

const knownNames =
  /^(?:Dockerfile|Makefile|LICENSE|Gemfile|Rakefile|Procfile|\.gitignore|\.editorconfig|\.env)$/;

/**
 * The paths in a description: in code spans, or bare with a slash or a file extension. Each once, in order,
 * with forward slashes and without a leading `./`. Folders end in a slash. Addresses, globs and words such as
 * "and/or" are not paths.
 */
export function filesIn(description: string): string[] {
  const found = new Set<string>();
  const withoutAddresses = description.replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, " ");
  for (const [word] of withoutAddresses.matchAll(/[^\s`"'<>|,;(){}*?]+/g)) {
    const path = word
      .replace(/^\[+|[\].:!]+$/g, "")
      .replace(/(?::\d+(?:-\d+)?|#L?\d+)$/, "")
      .replaceAll("\\", "/")
      .replace(/^(?:\.\/)+/, "");
    if (looksLikePath(path)) found.add(path);
  }
  return [...found];
}

function looksLikePath(word: string): boolean {
  if (!/^[\p{L}\p{N}._@~#$/[\]+-]+$/u.test(word) || word.includes("//")) return false;
  const name = word.slice(word.lastIndexOf("/") + 1);
  if (knownNames.test(name)) return true;
  if (/^\.{0,2}$/.test(name)) return /[\p{L}\p{N}]\/$/u.test(word) && !/^\//.test(word);
  // "v1.2", "e.g" and "1.5" are no files: an extension starts with a letter and follows a name.
  const extension = /^\.?[^.].*\.([a-z][a-z0-9]{0,9})$/i.exec(name)?.[1];
  if (extension === undefined || products.test(word)) return false;
  return word.includes("/") || commonExtensions.has(extension.toLowerCase());
}

const products = /^(?:Node|Next|Nuxt|Vue|React|Express|Three|D3|Chart|Alpine|Ember|Backbone)\.js$/i;

/** Extensions that make a bare word ("server.ts") a file. The list is closed because of "e.g." and "v1.x". */
const commonExtensions = new Set(
  "c cc cfg cjs cpp cs css csv dart env ex exs go gradle h hpp html ini ipynb java js json jsonc jsx kt lock lua md mdx mjs mts php pl plist proto ps1 py pyi rb rs scala scss sh sql svelte svg swift toml ts tsx txt vue xml yaml yml zig".split(
    " ",
  ),
);
