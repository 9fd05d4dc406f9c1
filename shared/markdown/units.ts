import type { EditorMark, EditorNode } from "./types";

/** Splits a text block's content into one node per character, so that contents can be compared and cut. */
export function splitText(content: readonly EditorNode[]): EditorNode[] {
  return content.flatMap((node) =>
    node.text === undefined
      ? [node]
      : Array.from({ length: node.text.length }, (_, index) => ({
          ...node,
          text: node.text?.charAt(index) ?? "",
        })),
  );
}

/** The inverse of `splitText`: neighbours with the same marks become one text node. */
export function mergeText(units: readonly EditorNode[]): EditorNode[] {
  const merged: EditorNode[] = [];
  let run: { node: EditorNode; marks: string; parts: string[] } | undefined;
  const close = (): void => {
    if (run) merged.push({ ...run.node, text: run.parts.join("") });
    run = undefined;
  };
  for (const node of units) {
    if (node.text === undefined) {
      close();
      merged.push(node);
      continue;
    }
    const marks = marksKey(node);
    if (run?.marks === marks) run.parts.push(node.text);
    else {
      close();
      run = { node, marks, parts: [node.text] };
    }
  }
  close();
  return merged;
}

/** A key that is equal for equal marks. */
export const markKey = ({ type, attrs }: EditorMark): string =>
  `${type} ${JSON.stringify([attrs?.["href"] ?? "", attrs?.["title"] ?? ""])}`;

/** A key that is equal for nodes with the same marks in any order. */
export const marksKey = ({ marks = [] }: EditorNode): string => marks.map(markKey).sort().join(" ");

/** A key that is equal for units that look the same. */
export const unitKey = (node: EditorNode): string =>
  node.text === undefined
    ? `${node.type} ${JSON.stringify(node.attrs ?? {})} ${marksKey(node)}`
    : `${node.text} ${marksKey(node)}`;
