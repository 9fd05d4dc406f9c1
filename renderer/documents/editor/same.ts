import type { Node } from "@tiptap/pm/model";

/** Whether two blocks are equal, except for one attribute of the blocks themselves. */
export function equalExcept(name: string, a: Node, b: Node): boolean {
  return (
    a.type === b.type &&
    a.content.eq(b.content) &&
    Object.keys(a.attrs).every(
      (key) => key === name || JSON.stringify(a.attrs[key]) === JSON.stringify(b.attrs[key]),
    )
  );
}
