import { Editor, Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { useEffect, useRef } from "react";
import { documentExtensions } from "../editor/extensions";
import { projectImageFinder } from "../images/project-images";
import type { Combined, DiffMark, ShownChange, ShownItem } from "./combined";

/** A combined document of two versions, in a read-only editor, with the differences marked. */
export function DiffView({
  combined,
  path,
  label,
  onRestore,
}: {
  combined: Combined;
  path: string;
  label: string;
  /** Undefined when nothing can be restored. */
  onRestore: ((change: ShownChange | ShownItem) => void) | undefined;
}) {
  const place = useRef<HTMLDivElement>(null);
  const restore = useRef(onRestore);
  useEffect(() => {
    restore.current = onRestore;
  });
  const restorable = onRestore !== undefined;
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const decorations = decorate(
      combined,
      restorable ? (change) => restore.current?.(change) : undefined,
    );
    const editor = new Editor({
      element,
      injectCSS: false,
      editable: false,
      extensions: [...documentExtensions(projectImageFinder(path)), marked(decorations)],
      content: combined.doc.toJSON(),
      editorProps: {
        attributes: {
          role: "document",
          "aria-label": label,
          tabindex: "0",
          class: "document-text document-diff",
        },
      },
    });
    return () => editor.destroy();
  }, [combined, path, label, restorable]);
  return <div className="document-column" ref={place} />;
}

const marked = (decorations: DecorationSet) =>
  Extension.create({
    name: "differences",
    addProseMirrorPlugins: () => [new Plugin({ props: { decorations: () => decorations } })],
  });

function decorate(
  { doc, marks, changes, items }: Combined,
  onRestore: ((change: ShownChange | ShownItem) => void) | undefined,
): DecorationSet {
  const isList = ({ change }: ShownChange) => items.some((item) => item.change === change);
  const heads = changes.map((change, index) =>
    Decoration.widget(change.at, () => headOf(change, index, isList(change), onRestore), {
      side: -1,
      ignoreSelection: true,
      stopEvent: () => true,
    }),
  );
  const restores = items.flatMap((item, index) =>
    onRestore
      ? Decoration.widget(item.at + 1, () => itemButton(item, index, () => onRestore(item)), {
          side: -1,
          ignoreSelection: true,
          stopEvent: () => true,
        })
      : [],
  );
  return DecorationSet.create(doc, [...heads, ...restores, ...marks.map(decorationOf)]);
}

/** The button that restores one item of a list. */
function itemButton({ kind }: ShownItem, index: number, onRestore: () => void): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "diff-item";
  button.textContent = kind === "added" ? "Take out" : "Restore";
  button.setAttribute("aria-label", `${button.textContent} item ${index + 1}`);
  button.addEventListener("click", onRestore);
  return button;
}

function decorationOf({ from, to, kind, whole }: DiffMark): Decoration {
  if (whole) return Decoration.node(from, to, { class: `diff-whole diff-${kind}` });
  const nodeName = kind === "added" ? "ins" : "del";
  return Decoration.inline(from, to, { nodeName, class: `diff-${kind}` });
}

const words = { added: "Added", removed: "Removed", changed: "Changed" } as const;

/** The head above a change: a word for it, and the button that restores it. */
function headOf(
  change: ShownChange,
  index: number,
  isList: boolean,
  onRestore: ((change: ShownChange) => void) | undefined,
): HTMLElement {
  const { kind } = change.change;
  const head = document.createElement("div");
  head.className = "diff-head";
  head.dataset["change"] = String(index);
  head.tabIndex = -1;
  const word = document.createElement("span");
  word.textContent = words[kind];
  head.append(word);
  if (onRestore) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = kind === "added" ? "Take out" : isList ? "Restore list" : "Restore";
    button.setAttribute("aria-label", `${button.textContent} change ${index + 1}`);
    button.addEventListener("click", () => onRestore(change));
    head.append(button);
  }
  return head;
}
