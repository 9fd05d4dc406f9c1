import { secretValues } from "./secret-values";

/**
 * An assignment in the forms of settings files: `export NAME="value"`, `name: value`, `"name": "value",`. A
 * quoted value may span several lines.
 */
const assignment =
  /^[ \t]*(?:export[ \t]+)?["']?([A-Za-z_][\w.-]*)["']?[ \t]*[=:][ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|([^\n]*))/gm;

/**
 * The secrets in the text of a settings file such as `.env`: values of names that would mark an environment
 * variable as secret, and passwords in addresses.
 */
export function assignedSecrets(text: string): string[] {
  const found = new Set<string>();
  for (const [, name = "", quoted, plain, bare] of text.matchAll(assignment)) {
    const written = quoted ?? plain ?? (bare ?? "").replace(/(?:^|[ \t])#.*$/, "").trim();
    const forms = [written, written.replace(/[,;]$/, ""), written.replace(/\\(["\\$`])/g, "$1")];
    for (const value of forms)
      for (const secret of secretValues({ [name.replace(/[.-]/g, "_")]: value })) found.add(secret);
  }
  return [...found];
}
