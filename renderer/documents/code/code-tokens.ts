/** A range of code with a meaning. Offsets are UTF-16 units. */
export interface Token {
  readonly from: number;
  readonly to: number;
  readonly kind: string;
}

/** A tree from lowlight: the part of hast that is used here. */
interface Tree {
  readonly type: string;
  readonly value?: string;
  readonly properties?: { readonly className?: unknown };
  readonly children?: readonly Tree[];
}

/** The kinds that have a look of their own. Of two nested kinds the inner one counts. */
const kinds: Readonly<Record<string, string>> = {
  comment: "comment",
  quote: "comment",
  keyword: "keyword",
  "selector-tag": "keyword",
  meta: "meta",
  doctag: "meta",
  string: "string",
  regexp: "string",
  addition: "added",
  deletion: "removed",
  number: "number",
  literal: "number",
  symbol: "number",
  bullet: "number",
  title: "name",
  section: "name",
  name: "name",
  type: "type",
  built_in: "type",
  class: "type",
  attr: "property",
  attribute: "property",
  property: "property",
  variable: "property",
  "template-variable": "property",
  "selector-class": "property",
  "selector-id": "property",
};

/** The tokens of a tree, from left to right. */
export function tokensOf(root: Tree): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const visit = (tree: Tree, kind: string | undefined) => {
    if (tree.type === "text") {
      const to = at + (tree.value?.length ?? 0);
      const last = tokens.at(-1);
      if (kind !== undefined && to > at) {
        if (last?.kind === kind && last.to === at) tokens[tokens.length - 1] = { ...last, to };
        else tokens.push({ from: at, to, kind });
      }
      at = to;
      return;
    }
    const inner = kindOf(tree) ?? kind;
    for (const child of tree.children ?? []) visit(child, inner);
  };
  visit(root, undefined);
  return tokens;
}

function kindOf({ properties }: Tree): string | undefined {
  const names = properties?.className;
  if (!Array.isArray(names)) return undefined;
  for (const name of names) {
    const kind = kinds[String(name).replace(/^hljs-/, "")];
    if (kind !== undefined) return kind;
  }
  return undefined;
}
