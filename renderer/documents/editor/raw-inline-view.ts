import type { Node } from "@tiptap/pm/model";
import { NodeSelection, TextSelection } from "@tiptap/pm/state";
import type { EditorView, NodeView } from "@tiptap/pm/view";
import type { FindImage } from "./images";
import { addressOf, findDefinition, readInline, readInlineSource } from "./inline-source";
import { type BlockSide, endsAt } from "./leave-block";
import { rawWord } from "./raw-words";
import "./raw-inline.css";

export interface RawInlinePorts {
  readonly view: EditorView;
  position(): number | undefined;
  /** Follows the address of a link. */
  onLink(href: string): void;
  readonly findImage: FindImage;
  /** The view is no longer shown. */
  onGone(): void;
}

/** The view of source within a line, for the editor's keys. */
export interface RawInlineView extends NodeView {
  /** Opens the source for editing; false when the document cannot be edited. */
  open(): boolean;
  /** Goes to the target: the note, or the address. */
  follow(): boolean;
  /** The document's definitions may have changed. */
  redefine(): void;
}

const views = new WeakMap<globalThis.Node, RawInlineView>();

/** The view that shows the `rawInline` at a position. */
export function rawInlineViewAt(view: EditorView, position: number): RawInlineView | undefined {
  const dom = view.nodeDOM(position);
  return dom ? views.get(dom) : undefined;
}

/** Source within a line of text: HTML, a footnote's sign, a link that is defined elsewhere. */
export function createRawInlineView(first: Node, ports: RawInlinePorts): RawInlineView {
  const { view } = ports;
  let node = first;
  let field: HTMLInputElement | undefined;
  let card: HTMLElement | undefined;

  const dom = document.createElement("span");
  dom.className = "raw-inline";
  dom.contentEditable = "false";

  const source = () => String(node.attrs["source"]);
  let drawing = 0;
  const addressNow = (label: string): string => {
    const found = findDefinition(view.state.doc, label);
    return found ? addressOf(found.text) : "";
  };
  /** The drawn image, and the address from its definition. */
  let drawn: { readonly label: string; readonly src: string } | undefined;
  /** The image replaces its words once it is loaded. */
  const drawImage = (label: string, alt: string) => {
    const now = drawing;
    const src = addressNow(label);
    drawn = { label, src };
    if (src === "") return;
    const show = (url: string | null) => {
      if (now !== drawing || field || url === null) return;
      const image = document.createElement("img");
      image.src = url;
      image.alt = alt;
      dom.replaceChildren(image);
    };
    ports.findImage(src).then(show, () => undefined);
  };
  const draw = () => {
    drawing += 1;
    drawn = undefined;
    const parsed = readInlineSource(source());
    dom.dataset["kind"] = parsed.kind;
    dom.removeAttribute("title");
    if (field) return;
    if (parsed.kind === "footnote") {
      const sign = document.createElement("sup");
      sign.textContent = parsed.label;
      sign.setAttribute("aria-label", `Footnote ${parsed.label}`);
      dom.replaceChildren(sign);
    } else if (parsed.kind === "reference") {
      const text = document.createElement("span");
      text.textContent = parsed.image ? `Image: ${parsed.text || parsed.label}` : parsed.text;
      dom.replaceChildren(text);
      if (parsed.image) drawImage(parsed.label, parsed.text);
    } else {
      const code = document.createElement("code");
      code.textContent = source();
      dom.replaceChildren(code);
      dom.title = rawWord(String(node.attrs["reason"]));
    }
  };

  const hideCard = () => {
    card?.remove();
    card = undefined;
  };
  const showCard = () => {
    const parsed = readInlineSource(source());
    if (parsed.kind === "code" || field || card) return;
    const label = parsed.kind === "footnote" ? `^${parsed.label}` : parsed.label;
    const found = findDefinition(view.state.doc, label);
    card = document.createElement("span");
    card.className = "raw-card";
    card.setAttribute("role", "tooltip");
    card.textContent =
      found === undefined
        ? "Defined nowhere in this document"
        : parsed.kind === "footnote"
          ? found.text || "An empty note"
          : addressOf(found.text);
    dom.append(card);
  };

  const follow = (): boolean => {
    const parsed = readInlineSource(source());
    if (parsed.kind === "code") return false;
    const label = parsed.kind === "footnote" ? `^${parsed.label}` : parsed.label;
    const found = findDefinition(view.state.doc, label);
    if (!found) return false;
    if (parsed.kind === "reference") ports.onLink(addressOf(found.text));
    else {
      const { tr, doc } = view.state;
      view.dispatch(tr.setSelection(NodeSelection.create(doc, found.position)).scrollIntoView());
      view.focus();
    }
    return true;
  };

  const close = () => {
    field = undefined;
    dom.classList.remove("open");
    draw();
  };

  /** Replaces the node by the typed text. False when the text is more than a line. */
  const set = (): boolean => {
    const position = ports.position();
    if (!field || position === undefined) return true;
    const { value } = field;
    if (value === source()) return true;
    const { tr, doc, schema } = view.state;
    const content = readInline(value, doc, schema);
    if (!content) return false;
    view.dispatch(tr.replaceWith(position, position + node.nodeSize, content));
    return true;
  };

  const leave = (way: BlockSide) => {
    const position = ports.position();
    const behind = view.state.doc.content.size - (position ?? 0) - node.nodeSize;
    if (!set()) {
      field?.setAttribute("aria-invalid", "true");
      return;
    }
    close();
    if (position === undefined) return;
    const { tr, doc } = view.state;
    const at = way === "before" ? position : doc.content.size - behind;
    view.dispatch(tr.setSelection(TextSelection.create(doc, at)));
    view.focus();
  };

  const press = (event: KeyboardEvent) => {
    if (!field || event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      field.value = source();
      leave("after");
    } else if (event.key === "Enter") {
      event.preventDefault();
      leave("after");
    } else if (!(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey))
      endsAt(field, event, leave);
    event.stopPropagation();
  };

  const open = (): boolean => {
    if (!view.editable || field) return field !== undefined;
    hideCard();
    field = document.createElement("input");
    field.className = "raw-input";
    field.spellcheck = false;
    field.value = source();
    field.setAttribute("aria-label", `Source: ${rawWord(String(node.attrs["reason"]))}`);
    field.addEventListener("keydown", press);
    field.addEventListener("blur", () => {
      // The field was left without Enter or Escape: the typed text is kept.
      if (!field) return;
      set();
      close();
    });
    dom.classList.add("open");
    dom.replaceChildren(field);
    field.focus({ preventScroll: true });
    field.setSelectionRange(field.value.length, field.value.length);
    return true;
  };

  dom.addEventListener("mouseenter", showCard);
  dom.addEventListener("mouseleave", hideCard);
  dom.addEventListener("dblclick", open);
  dom.addEventListener("click", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    follow();
  });

  draw();
  const inlineView: RawInlineView = {
    dom,
    open,
    follow,
    ignoreMutation: () => true,
    stopEvent: (event) => event.target === field || (event.type === "click" && isModified(event)),
    update(next) {
      if (next.type !== node.type) return false;
      node = next;
      draw();
      return true;
    },
    redefine() {
      if (drawn && addressNow(drawn.label) !== drawn.src) draw();
    },
    selectNode() {
      dom.classList.add("selected");
      showCard();
    },
    deselectNode() {
      dom.classList.remove("selected");
      hideCard();
    },
    destroy() {
      drawing += 1;
      field = undefined;
      views.delete(dom);
      ports.onGone();
    },
  };
  views.set(dom, inlineView);
  return inlineView;
}

const isModified = (event: Event): boolean =>
  event instanceof MouseEvent && (event.ctrlKey || event.metaKey);
