/**
 * Splits a link address without a scheme into a project path and an anchor.
 * @param from the document's path in the project
 * @returns the project path, undefined when the address leaves the project; and the anchor after "#",
 * decoded
 */
export function readAddress(
  href: string,
  from: string,
): { readonly path: string | undefined; readonly anchor: string } {
  const [rawPath = "", rawAnchor = ""] = href.split(/#(.*)/s);
  const path = rawPath === "" ? from : joinPath(from, decoded(rawPath.replace(/\?.*$/s, "")));
  return { path, anchor: decoded(rawAnchor) };
}

/**
 * Resolves a relative path against a document's path. Returns undefined when the path leaves the project.
 */
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
