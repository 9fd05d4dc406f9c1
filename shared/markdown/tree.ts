import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { frontmatter } from "micromark-extension-frontmatter";
import { opensFrontMatter } from "./prose-lines";
import { syntaxFor } from "./syntax";
import type { Label } from "./types";

export interface TreeOptions {
  /** Labels that are defined elsewhere in the document. References to them are parsed as references. */
  readonly labels?: readonly Label[];
  /** Whether the text is the document's beginning, where front matter may stand. */
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
      // With this extension, the parser misreads other texts that begin with a dividing line.
      ...(atStart && opensFrontMatter(text) ? [startSyntax] : []),
      ...(labels.length > 0 ? [withLabels(labels)] : []),
    ],
    mdastExtensions: trees,
  });
}

/** The labels that a tree defines for the whole document. */
export function definedIn(node: Nodes): Label[] {
  if (node.type === "definition") return [`[${node.identifier}`];
  const inside = "children" in node ? node.children.flatMap(definedIn) : [];
  return node.type === "footnoteDefinition" ? [`^${node.identifier}`, ...inside] : inside;
}

/**
 * Tells the parser about definitions outside of the text. The parser reads all blocks before any inline
 * text. A construct that is tried on the first line and never matches is therefore early enough.
 */
function withLabels(labels: readonly Label[]): Constructs {
  let told = false;
  return {
    document: {
      null: {
        // The parser must not treat this construct as the open one.
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
