/** Code that a code editor put on the clipboard. */
export interface CopiedCode {
  readonly text: string;
  /** The language, as a code block names it; empty when unknown. */
  readonly language: string;
}

/** Languages that are read and not run. */
const prose = /^(?:markdown|plaintext|text|git-commit|scminput)$/;

/** From an editor's name for a language to the name in a code block, where the two differ. */
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
 * Recognizes code that was copied from a code editor, which copies text with coloured HTML beside it.
 * @param html the HTML beside the text on the clipboard
 * @param editorData the JSON that VS Code and its relatives add; empty from other programs
 * @returns undefined for everything else, and for prose from a code editor
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

/**
 * The HTML of a code editor has a font of equal widths and keeps white space. Code in a word processor wraps
 * its lines.
 */
const isColoured = (html: string): boolean =>
  [...html.slice(0, 2_000).matchAll(style)].some(
    ([, , said = ""]) => /white-space:\s*pre\s*(?:;|$)/i.test(said) && equalWidths.test(said),
  );
