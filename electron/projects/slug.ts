/** Bytes. Spec Kit allows 244 for a folder's whole name, number included. */
const maxBytes = 200;

/**
 * A name for folders and refs: lower case, letters and digits of any script, joined by hyphens.
 * @returns never empty
 */
export function slugOf(title: string): string {
  const words = title
    .normalize("NFKD")
    .replace(/\p{Mn}+/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  let slug = "";
  for (const char of (words ?? []).join("-")) {
    if (Buffer.byteLength(slug + char) > maxBytes) break;
    slug += char;
  }
  return slug.replace(/-$/, "") || "unnamed";
}
