/**
 * Parses git's unified diff for display: files, hunks and numbered lines. Format: git-diff(1), "Generating
 * patch text with -p", as printed by `git diff-tree -p -M --src-prefix=a/ --dst-prefix=b/`.
 */

export interface DiffLine {
  readonly kind: "context" | "added" | "removed";
  /** The line without its mark and its line end. A carriage return is part of the text. */
  readonly text: string;
  /** 1-based number in the old file; undefined for an added line. */
  readonly old?: number;
  /** 1-based number in the new file; undefined for a removed line. */
  readonly new?: number;
  /** Whether the file ends here without a line end. */
  readonly noNewline?: true;
}

export interface DiffHunk {
  /** Git's description of the place: the line of the function or heading; may be empty. */
  readonly heading: string;
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly DiffLine[];
}

export interface DiffFile {
  /** Undefined for a new file. */
  readonly oldPath?: string;
  /** Undefined for a deleted file. */
  readonly newPath?: string;
  /** `100644` a file, `100755` a program, `120000` a link, `160000` a submodule. */
  readonly oldMode?: string;
  readonly newMode?: string;
  readonly binary: boolean;
  readonly hunks: readonly DiffHunk[];
}

/** The name of a file in lists: its new path, or the old path of a deleted file. */
export function pathOf(file: DiffFile): string {
  return file.newPath ?? file.oldPath ?? "";
}

/** Parses a diff. Never fails: a part that cannot be parsed, such as the end of a cut diff, is left out. */
export function parseDiff(text: string): DiffFile[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const files: DiffFile[] = [];
  let at = 0;
  while (at < lines.length) {
    const first = lines[at] ?? "";
    at += 1;
    if (!first.startsWith("diff --git ")) continue;
    const header = readHeader(first, lines, at);
    at = header.next;
    const hunks: DiffHunk[] = [];
    for (let hunk = readHunk(lines, at); hunk; hunk = readHunk(lines, at)) {
      hunks.push(hunk.hunk);
      at = hunk.next;
    }
    files.push({ ...header.file, hunks });
  }
  return files;
}

interface Header {
  oldPath?: string;
  newPath?: string;
  oldMode?: string;
  newMode?: string;
  binary: boolean;
}

function readHeader(first: string, lines: readonly string[], from: number) {
  const file: Header = { binary: false, ...sameName(first.slice("diff --git ".length)) };
  let next = from;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? "";
    if (line.startsWith("@@ ") || line.startsWith("diff --git ")) break;
    readHeaderLine(file, line);
  }
  return { file, next };
}

function readHeaderLine(file: Header, line: string): void {
  const [, key, value] =
    /^(new file mode|deleted file mode|old mode|new mode|rename from|rename to|copy from|copy to|index|---|\+\+\+) (.*)$/s.exec(
      line,
    ) ?? [];
  if (line.startsWith("Binary files ") || line === "GIT binary patch") file.binary = true;
  if (key === undefined || value === undefined) return;
  switch (key) {
    case "new file mode":
      delete file.oldPath;
      file.newMode = value;
      return;
    case "deleted file mode":
      delete file.newPath;
      file.oldMode = value;
      return;
    case "old mode":
      file.oldMode = value;
      return;
    case "new mode":
      file.newMode = value;
      return;
    case "index": {
      const mode = /^[0-9a-f]+\.\.[0-9a-f]+ (\d+)$/.exec(value)?.[1];
      if (mode !== undefined) Object.assign(file, { oldMode: mode, newMode: mode });
      return;
    }
    case "rename from":
    case "copy from":
      file.oldPath = unquoted(value);
      return;
    case "rename to":
    case "copy to":
      file.newPath = unquoted(value);
      return;
    case "---":
      setPath(file, "oldPath", value, "a/");
      return;
    case "+++":
      setPath(file, "newPath", value, "b/");
      return;
  }
}

/** Git adds a tab after a name that contains a space. The tab is not part of the name. */
function setPath(file: Header, side: "oldPath" | "newPath", value: string, prefix: string): void {
  const name = unquoted(value.replace(/\t$/, ""));
  if (name.startsWith(prefix)) file[side] = name.slice(prefix.length);
}

/**
 * The names in the first line of a file's diff. They are needed only when no other line names the file (a
 * change of mode, an empty or binary file). Both names are then equal, so the line is cut in the middle.
 */
function sameName(names: string): { oldPath?: string; newPath?: string } {
  const half = (names.length - 1) / 2;
  if (!Number.isInteger(half)) return {};
  const [a, b] = [unquoted(names.slice(0, half)), unquoted(names.slice(half + 1))];
  const path = a.slice(2);
  return a.startsWith("a/") && b === `b/${path}` ? { oldPath: path, newPath: path } : {};
}

const escapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
};

/**
 * Decodes a name in git's quotation: C escapes, with the bytes of UTF-8 in octal. Bytes that are not UTF-8
 * stay as git wrote them. Source: git's quote.c.
 */
function unquoted(name: string): string {
  const inner = /^"(.*)"$/s.exec(name)?.[1];
  if (inner === undefined) return name;
  return inner.replace(/(?:\\[0-7]{3})+|\\(.)/gs, (whole: string, letter: string | undefined) => {
    if (letter !== undefined) return escapes[letter] ?? letter;
    const bytes = whole.split("\\").slice(1);
    const hex = bytes.map((octal) => `%${Number.parseInt(octal, 8).toString(16).padStart(2, "0")}`);
    try {
      return decodeURIComponent(hex.join(""));
    } catch {
      return whole;
    }
  });
}

const hunkLine = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/s;

/** The counts in the hunk's first line determine its end, because its lines may have any content. */
function readHunk(lines: readonly string[], from: number) {
  const [, oldFrom, oldCount, newFrom, newCount, heading] = hunkLine.exec(lines[from] ?? "") ?? [];
  if (oldFrom === undefined || newFrom === undefined) return undefined;
  const oldStart = Number(oldFrom);
  const newStart = Number(newFrom);
  let oldLeft = Number(oldCount ?? 1);
  let newLeft = Number(newCount ?? 1);
  let [old, now] = [oldStart, newStart];
  const read: DiffLine[] = [];
  let next = from + 1;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? "";
    const text = line.slice(1);
    const mark = line.charAt(0);
    if (mark === "\\") {
      const last = read.pop();
      if (last) read.push({ ...last, noNewline: true });
    } else if (oldLeft <= 0 && newLeft <= 0) break;
    else if (mark === "+") {
      read.push({ kind: "added", text, new: now++ });
      newLeft -= 1;
    } else if (mark === "-") {
      read.push({ kind: "removed", text, old: old++ });
      oldLeft -= 1;
    } else if (mark === " ") {
      read.push({ kind: "context", text, old: old++, new: now++ });
      oldLeft -= 1;
      newLeft -= 1;
    } else break;
  }
  return { hunk: { heading: heading ?? "", oldStart, newStart, lines: read }, next };
}
