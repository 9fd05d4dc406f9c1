/** Code as an editor puts it on the clipboard. */
export interface CopiedCode {
  readonly text: string;
  /** What it is written in, as a code block names it; empty where nothing says so. */
  readonly language: string;
}

/** What is written to be read, not run. */
const prose = /^(?:markdown|plaintext|text|git-commit|scminput)$/;

/** As editors name their languages, where a code block names them otherwise. */
const fences: Readonly<Record<string, string>> = {
  csharp: "cs",
  javascript: "js",
  javascriptreact: "jsx",
  python: "py",
  shellscript: "sh",
  typescript: "ts",
  typescriptreact: "tsx",
};

/**
 * Tells the code that was copied from an editor of code: it comes as text, with its colours beside it.
 * @param html what is on the clipboard beside the text
 * @param editorData what VS Code and its kin say of it, in JSON; empty from others
 * @returns undefined for everything else, and for prose from such an editor
 */
export function codeOf(html: string, text: string, editorData: string): CopiedCode | undefined {
  const mode = modeIn(editorData);
  if (mode !== undefined && prose.test(mode)) return undefined;
  if (mode === undefined && !isColoured(html)) return undefined;
  return { text: text.replace(/\r\n?/g, "\n"), language: fences[mode ?? ""] ?? mode ?? "" };
}

function modeIn(editorData: string): string | undefined {
  try {
    const said: unknown = JSON.parse(editorData);
    const mode =
      typeof said === "object" && said !== null && "mode" in said ? said.mode : undefined;
    return typeof mode === "string" && /^[\w+#-]+$/.test(mode) ? mode : undefined;
  } catch {
    return undefined;
  }
}

const style = /<(?:div|span)\s[^>]*?style=(["'])((?:(?!\1).)*)\1/gis;
const equalWidths = /font-family:[^;]*(?:mono|consolas|menlo|courier|monaco|code)/i;

/** In a font of equal widths that keeps its white space as it is; a word processor's own wraps its lines. */
const isColoured = (html: string): boolean =>
  [...html.slice(0, 2_000).matchAll(style)].some(
    ([, , said = ""]) => /white-space:\s*pre\s*(?:;|$)/i.test(said) && equalWidths.test(said),
  );
