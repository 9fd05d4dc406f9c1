import { editBetween, isNoEdit } from "@shared/base/text-edit";
import type { Node } from "@tiptap/pm/model";
import { NodeSelection, TextSelection } from "@tiptap/pm/state";
import type { Decoration, EditorView, NodeView } from "@tiptap/pm/view";
import { applyChanges, firstLineEnd, type LineEnd, plainLines } from "../source/line-ends";
import { foldHeading, foldWordOf, toggleFold } from "./folds";
import { type BlockSide, endsAt, leaveBlock } from "./leave-block";
import { noteOf, rawWord } from "./raw-words";
import "./raw.css";

/** The place of the cursor in a block's source. */
export type SourcePlace = "start" | "end" | number;

/** The view of a raw block, for the editor's keys. */
export interface RawView extends NodeView {
  /** Opens the source for editing; false when the document cannot be edited. */
  open(place: SourcePlace): boolean;
}

const views = new WeakMap<globalThis.Node, RawView>();

/** The view that shows the raw block at a position. */
export function rawViewAt(view: EditorView, position: number): RawView | undefined {
  const dom = view.nodeDOM(position);
  return dom ? views.get(dom) : undefined;
}

export interface RawViewPorts {
  readonly view: EditorView;
  position(): number | undefined;
  /** The place at which an arrow key entered the block; undefined when it was not an arrow key. */
  arriving(): SourcePlace | undefined;
  lineEnd(): LineEnd;
  undo(): void;
  redo(): void;
}

/**
 * A raw block, shown as its source and edited in its place. Every change of the text is a change of the node,
 * so drafts, saving and undo work as for any edit.
 */
export function createRawView(
  first: Node,
  decorations: readonly Decoration[],
  ports: RawViewPorts,
): RawView {
  const { view } = ports;
  let node = first;
  let fold = foldWordOf(decorations);
  let field: HTMLTextAreaElement | undefined;

  const dom = document.createElement("div");
  dom.className = "raw-block";
  dom.contentEditable = "false";
  const word = document.createElement("p");
  word.className = "raw-word";
  const shown = document.createElement("pre");
  const heading = document.createElement("button");
  heading.type = "button";
  heading.className = "fold-heading";
  heading.title = "Enter folds, F2 opens the source";
  dom.append(word, shown);

  const source = () => String(node.attrs["source"]);
  /** The shown text, and the number of characters that are left out before it. */
  const face = () => {
    const text = plainLines(source()).replace(/\n$/, "");
    const note = noteOf(text);
    return note
      ? { ...note, text }
      : { word: rawWord(String(node.attrs["reason"])), from: 0, text };
  };
  const draw = () => {
    const { word: name, from, text: all } = face();
    word.textContent = name;
    dom.dataset["reason"] = String(node.attrs["reason"]);
    const text = plainLines(source());
    shown.textContent = all.slice(from);
    if (fold === undefined) heading.remove();
    else {
      heading.textContent = foldHeading(text);
      heading.setAttribute("aria-expanded", String(fold === "open"));
      dom.prepend(heading);
    }
    if (!field || field.value === text) return;
    // After an undo, or an edit in another view of the document, the cursor stays in its place.
    const { selectionStart, selectionEnd } = field;
    field.value = text;
    field.setSelectionRange(selectionStart, selectionEnd);
  };

  const put = (next: Node) => {
    const position = ports.position();
    if (position === undefined) return;
    const { tr } = view.state;
    tr.replaceWith(position, position + node.nodeSize, next);
    view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, position)));
  };

  /** An emptied block becomes an empty paragraph, which is not part of the text. */
  const remove = () => {
    const position = ports.position();
    const { tr, schema } = view.state;
    const paragraph = schema.nodes["paragraph"]?.create();
    if (position === undefined || !paragraph) return;
    tr.replaceWith(position, position + node.nodeSize, paragraph);
    view.dispatch(tr.setSelection(TextSelection.create(tr.doc, position + 1)));
  };

  const edited = () => {
    if (!field) return;
    const exact = source();
    const edit = editBetween(plainLines(exact), field.value);
    if (isNoEdit(edit)) return;
    if (field.value === "") {
      remove();
      view.focus();
      return;
    }
    // Blank lines alone are not a block. They are kept when other text is typed, or when the block is left.
    if (field.value.trim() === "") return;
    const lineEnd = firstLineEnd(exact) ?? ports.lineEnd();
    put(
      node.type.create({ ...node.attrs, source: applyChanges(exact, [edit], lineEnd) }, null, []),
    );
  };

  const close = () => {
    if (!field) return;
    const left = field;
    field = undefined;
    left.replaceWith(shown);
    dom.classList.remove("open");
    draw();
    if (left.value.trim() === "") remove();
  };

  const leave = (way: BlockSide | "stay") => {
    const position = ports.position();
    close();
    if (position === undefined || !view.state.doc.nodeAt(position)) return;
    if (way === "stay")
      view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, position)));
    else leaveBlock(view, position, way);
    view.focus();
  };

  const press = (event: KeyboardEvent) => {
    if (!field || event.isComposing) return;
    const modified = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") {
      event.preventDefault();
      leave("stay");
    } else if (modified && event.key.toLowerCase() === "z") {
      event.preventDefault();
      if (event.shiftKey) ports.redo();
      else ports.undo();
    } else if (modified && event.key === "Enter") {
      event.preventDefault();
      leave("after");
    } else if (modified && !event.shiftKey && (event.key === "Home" || event.key === "End")) {
      // These keys lead to the ends of the document, as everywhere else in the text.
      event.preventDefault();
      leave("stay");
      view.someProp("handleKeyDown", (handle) => handle(view, event));
    } else if (!modified && !event.shiftKey && !event.altKey) endsAt(field, event, leave);
    event.stopPropagation();
  };

  const open = (place: SourcePlace): boolean => {
    if (!view.editable) return false;
    if (!field) {
      const text = plainLines(source());
      field = document.createElement("textarea");
      field.className = "raw-field";
      field.spellcheck = false;
      field.rows = 1;
      field.value = text;
      field.setAttribute("aria-label", `Source: ${word.textContent ?? ""}`);
      field.addEventListener("input", edited);
      field.addEventListener("keydown", press);
      field.addEventListener("blur", close);
      dom.classList.add("open");
      shown.replaceWith(field);
    }
    const at = place === "start" ? 0 : place === "end" ? field.value.length : place;
    field.focus({ preventScroll: true });
    field.setSelectionRange(at, at);
    dom.scrollIntoView({ block: "nearest" });
    return true;
  };

  dom.addEventListener("click", (event) => {
    if (field || event.ctrlKey || event.metaKey) return;
    const at = offsetIn(shown, event);
    open(at === undefined ? "end" : at + face().from);
  });
  heading.addEventListener("click", (event) => {
    event.stopPropagation();
    const position = ports.position();
    if (position !== undefined) toggleFold(view, position);
  });

  draw();
  const rawView: RawView = {
    dom,
    open,
    ignoreMutation: () => true,
    stopEvent: ({ target }) =>
      target instanceof globalThis.Node &&
      (heading.contains(target) || (field?.contains(target) ?? false)),
    update(next, around) {
      if (next.type !== node.type) return false;
      node = next;
      fold = foldWordOf(around);
      draw();
      return true;
    },
    selectNode() {
      dom.classList.add("selected");
      // The heading of a section is itself a cursor position.
      const place = fold === undefined ? ports.arriving() : undefined;
      // After the editor has put its own selection into the page.
      if (place !== undefined) queueMicrotask(() => open(place));
    },
    deselectNode() {
      dom.classList.remove("selected");
    },
    destroy() {
      field?.removeEventListener("blur", close);
      field = undefined;
      views.delete(dom);
    },
  };
  views.set(dom, rawView);
  return rawView;
}

/** The offset of the clicked character in a text; undefined for a click beside the text. */
function offsetIn(element: HTMLElement, event: MouseEvent): number | undefined {
  const range = document.caretRangeFromPoint(event.clientX, event.clientY);
  return range && range.startContainer === element.firstChild ? range.startOffset : undefined;
}
