/** Where an address in a document leads. */
export type Target =
  | { readonly kind: "outside"; readonly url: string }
  /** A file of the project, by its path. */
  | { readonly kind: "project"; readonly path: string; readonly anchor: string }
  /** A heading of this document. */
  | { readonly kind: "here"; readonly anchor: string }
  | { readonly kind: "nowhere" };

/**
 * Reads an address as it stands in a document.
 * @param from the document's path in the project
 */
export function resolveLink(href: string, from: string): Target {
  if (/^(?:https?|mailto):/i.test(href)) return { kind: "outside", url: href };
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith("//")) return { kind: "nowhere" };
  const [rawPath = "", rawAnchor = ""] = href.split(/#(.*)/s);
  const anchor = decoded(rawAnchor);
  if (rawPath === "") return anchor === "" ? { kind: "nowhere" } : { kind: "here", anchor };
  const path = joinPath(from, decoded(rawPath.replace(/\?.*$/s, "")));
  return path === undefined ? { kind: "nowhere" } : { kind: "project", path, anchor };
}

/** The path that a relative one means beside a document; undefined when it leaves the project. */
export function joinPath(from: string, relative: string): string | undefined {
  const parts = relative.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? undefined : parts.join("/");
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A heading's name in an address, the way GitHub makes it (github-slugger, without the numbering). */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
