import { frontmatterFromMarkdown } from "mdast-util-frontmatter";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

type Constructs = ReturnType<typeof gfm>;

/** Constructs of the parser, and how what they find becomes a tree. */
interface Syntax {
  readonly constructs: Constructs;
  readonly trees: ReturnType<typeof gfmFromMarkdown>;
}

/**
 * The least of CommonMark's extensions, GitHub's and front matter, that a text can need. Two of GitHub's are
 * tried at every word and at every line, and take as long as all the rest: bare addresses, and tables. A text
 * without the signs that these cannot do without reads the same without them.
 */
export function syntaxFor(text: string): Syntax {
  const tables = mayHoldTable.test(text);
  if (mayHoldAddress.test(text)) return tables ? everything : withoutTables;
  return tables ? withoutAddresses : plain;
}

/** A character reference may stand for any sign of an address. */
const mayHoldAddress = /[@&]|http|www/i;
/** The row below a table's head; dashes alone are an underline. */
const mayHoldTable = /\||:-|-:/;

const addresses = ["wwwAutolink", "protocolAutolink", "emailAutolink"];
const tables = ["table"];
const trees = [...gfmFromMarkdown(), frontmatterFromMarkdown()];
// Addresses are all that is looked for in a tree that is done.
const treesAsRead = trees.map(({ transforms: _, ...rest }) => rest);

const everything: Syntax = { constructs: gfm(), trees };
const withoutTables: Syntax = { constructs: without(tables), trees };
const withoutAddresses: Syntax = { constructs: without(addresses), trees: treesAsRead };
const plain: Syntax = { constructs: without([...addresses, ...tables]), trees: treesAsRead };

/** GitHub's constructs but for some, by their names. */
function without(names: readonly string[]): Constructs {
  const all = gfm();
  const left = (record: Constructs["text"]): Constructs["text"] =>
    Object.fromEntries(
      Object.entries(record ?? {}).flatMap(([code, constructs = []]) => {
        const kept = [constructs].flat().filter(({ name = "" }) => !names.includes(name));
        return kept.length > 0 ? [[code, kept]] : [];
      }),
    );
  return { ...all, text: left(all.text), flow: left(all.flow) };
}
