import { frontmatterFromMarkdown } from "mdast-util-frontmatter";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

type Constructs = ReturnType<typeof gfm>;

/** The constructs of the parser, and the handlers that make trees of them. */
interface Syntax {
  readonly constructs: Constructs;
  readonly trees: ReturnType<typeof gfmFromMarkdown>;
}

/**
 * Chooses the smallest set of extensions (GitHub's and front matter) that a text can need. Bare addresses
 * and tables are tried at every word and every line, and take as long as all other constructs together. A
 * text without the signs that they require is parsed the same without them.
 */
export function syntaxFor(text: string): Syntax {
  const tables = mayHoldTable.test(text);
  if (mayHoldAddress.test(text)) return tables ? everything : withoutTables;
  return tables ? withoutAddresses : plain;
}

/** A character reference may stand for any sign of an address, so "&" counts. */
const mayHoldAddress = /[@&]|http|www/i;
/** The delimiter row of a table. Dashes alone are a heading's underline. */
const mayHoldTable = /\||:-|-:/;

const addresses = ["wwwAutolink", "protocolAutolink", "emailAutolink"];
const tables = ["table"];
const trees = [...gfmFromMarkdown(), frontmatterFromMarkdown()];
// The only transforms of finished trees look for addresses.
const treesAsRead = trees.map(({ transforms: _, ...rest }) => rest);

const everything: Syntax = { constructs: gfm(), trees };
const withoutTables: Syntax = { constructs: without(tables), trees };
const withoutAddresses: Syntax = { constructs: without(addresses), trees: treesAsRead };
const plain: Syntax = { constructs: without([...addresses, ...tables]), trees: treesAsRead };

/** GitHub's constructs without those with the given names. */
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
