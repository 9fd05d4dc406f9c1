import { mergeAttributes, Node } from "@tiptap/core";

/**
 * A stretch of Markdown that the editor has no form for: shown as its source, moved and deleted as a
 * whole, and never rewritten.
 */
export const RawBlock = Node.create({
  name: "rawBlock",
  group: "block",
  atom: true,
  selectable: true,
  draggable: false,
  addAttributes() {
    return {
      source: { default: "", rendered: false },
      reason: { default: "", rendered: false },
    };
  },
  parseHTML() {
    return [
      {
        tag: "pre[data-raw-block]",
        priority: 60,
        getAttrs: (element) => ({
          source: element.textContent ?? "",
          reason: element.getAttribute("data-raw-block") ?? "",
        }),
      },
    ];
  },
  renderHTML({ node, HTMLAttributes }) {
    return [
      "pre",
      mergeAttributes(HTMLAttributes, { "data-raw-block": String(node.attrs["reason"]) }),
      String(node.attrs["source"]),
    ];
  },
  renderText: ({ node }) => String(node.attrs["source"]),
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("div");
      dom.className = "raw-block";
      dom.contentEditable = "false";
      const word = document.createElement("p");
      word.className = "raw-word";
      word.textContent = `Shown as source: ${String(node.attrs["reason"])}`;
      const source = document.createElement("pre");
      source.textContent = String(node.attrs["source"]).replace(/\r?\n$/, "");
      dom.append(word, source);
      return { dom, ignoreMutation: () => true, selectNode: select, deselectNode: deselect };

      function select() {
        dom.classList.add("selected");
      }
      function deselect() {
        dom.classList.remove("selected");
      }
    };
  },
});
