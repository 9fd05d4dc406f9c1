import { readAddress } from "../../markdown/addresses";
import type { ReadDocument } from "./documents";
import type { Place } from "./finding";
import { placeIn, type Statement } from "./statements";

/** A link or image of a document with a target in the project. */
export interface ProjectLink {
  /** The target's path; the document's own path for a mere anchor. */
  readonly path: string;
  /** The name of a heading in the target, as in an address; empty for none. */
  readonly anchor: string;
  /** The target as written. */
  readonly target: string;
  readonly place: Place;
}

const inline =
  /\]\([ \t]*(?:<([^<>\n]*)>|([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*))(?:[ \t\n]+["'(][^)]*)?[ \t]*\)/g;
const definition = /^\[[^\]\n]+\]:[ \t]*(?:<([^<>\n]*)>|(\S+))/;

/** The links of a document to files and headings of its project, in the order of the text. */
export function projectLinks(document: ReadDocument): ProjectLink[] {
  return document.statements.flatMap((statement) => [
    ...[...statement.text.matchAll(inline)].flatMap((match) => asLink(document, statement, match)),
    ...asLink(document, statement, definition.exec(statement.text)),
  ]);
}

function asLink(
  { path: from }: ReadDocument,
  statement: Statement,
  match: RegExpExecArray | null,
): ProjectLink[] {
  const target = match?.[1] ?? match?.[2];
  if (!match || target === undefined || target === "") return [];
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return [];
  const start = match.index + match[0].indexOf(target);
  const place = placeIn(statement, start, start + target.length);
  const { path, anchor } = readAddress(target, from);
  return path === undefined ? [] : [{ path, anchor, target, place }];
}

/**
 * The anchors of a document's headings, as GitHub makes them (github-slugger): the second heading with one
 * name gets -1, and so on. Anchors written as HTML are included.
 */
export function anchorsOf({ statements, text }: ReadDocument): ReadonlySet<string> {
  const found = new Map<string, number>();
  const all = new Set<string>();
  for (const { kind, source } of statements) {
    if (kind !== "heading") continue;
    const plain = source.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*`]|~~/g, "");
    const name = plain
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    const before = found.get(name) ?? 0;
    found.set(name, before + 1);
    all.add(before === 0 ? name : `${name}-${before}`);
  }
  for (const [, name] of text.matchAll(/\b(?:id|name)=["']([^"'\n]+)["']/g))
    if (name !== undefined) all.add(name.toLowerCase());
  return all;
}
