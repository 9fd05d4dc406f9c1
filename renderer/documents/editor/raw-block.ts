import { RawBlock } from "@shared/editor/raw";

/** A raw block in the window: its source, under a word that says why it is shown so. */
export const RawBlockView = RawBlock.extend({
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
