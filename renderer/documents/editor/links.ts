import { readAddress } from "@shared/markdown/addresses";

/** The target of an address in a document. */
export type Target =
  | { readonly kind: "outside"; readonly url: string }
  /** A file of the project, by its path. */
  | { readonly kind: "project"; readonly path: string; readonly anchor: string }
  /** A heading of this document. */
  | { readonly kind: "here"; readonly anchor: string }
  | { readonly kind: "nowhere" };

/**
 * Resolves an address in a document.
 * @param from the document's path in the project
 */
export function resolveLink(href: string, from: string): Target {
  if (/^(?:https?|mailto):/i.test(href)) return { kind: "outside", url: href };
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith("//")) return { kind: "nowhere" };
  const { path, anchor } = readAddress(href, from);
  if (/^(?:#|$)/.test(href)) return anchor === "" ? { kind: "nowhere" } : { kind: "here", anchor };
  return path === undefined ? { kind: "nowhere" } : { kind: "project", path, anchor };
}

/** The anchor of a heading, as GitHub makes it (github-slugger, without the numbering of equal headings). */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
