import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { frontmatter } from "micromark-extension-frontmatter";
import { opensFrontMatter } from "./lines";
import { syntaxFor } from "./syntax";
import type { Label } from "./types";

export interface TreeOptions {
  /** What is defined elsewhere in the document: a reference to it is one, though its definition is not here. */
  readonly labels?: readonly Label[];
  /** Whether the text is a document's beginning, where front matter may stand. */
  readonly atStart?: boolean;
}

type Constructs = ReturnType<typeof frontmatter>;

const startSyntax = frontmatter();

/** CommonMark with GitHub's extensions and YAML front matter, as an mdast tree with positions. */
export function parseTree(text: string, { labels = [], atStart = true }: TreeOptions = {}): Root {
  const { constructs, trees } = syntaxFor(text);
  return fromMarkdown(text, {
    extensions: [
      constructs,
      // The parser reads a text that begins with a dividing line otherwise than without this extension.
      ...(atStart && opensFrontMatter(text) ? [startSyntax] : []),
      ...(labels.length > 0 ? [withLabels(labels)] : []),
    ],
    mdastExtensions: trees,
  });
}

/** What a tree defines for the whole document. */
export function definedIn(node: Nodes): Label[] {
  if (node.type === "definition") return [`[${node.identifier}`];
  const inside = "children" in node ? node.children.flatMap(definedIn) : [];
  return node.type === "footnoteDefinition" ? [`^${node.identifier}`, ...inside] : inside;
}

/**
 * Tells the parser about definitions that stand outside of the text. It reads all blocks before any inline
 * text, so a construct that is tried on the first line, and never matches, comes early enough.
 */
function withLabels(labels: readonly Label[]): Constructs {
  let told = false;
  return {
    document: {
      null: {
        // So that the parser does not take it for the construct that is open.
        partial: true,
        tokenize(_effects, _ok, nok) {
          if (!told) {
            told = true;
            const { parser } = this;
            const named = (kind: string) =>
              labels.flatMap((label) =>
                label.startsWith(kind) ? label.slice(1).toUpperCase() : [],
              );
            parser.defined.push(...named("["));
            parser.gfmFootnotes = [...(parser.gfmFootnotes ?? []), ...named("^")];
          }
          return nok;
        },
      },
    },
  };
}
