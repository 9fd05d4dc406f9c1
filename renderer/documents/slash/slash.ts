import { Extension } from "@tiptap/core";
import { PluginKey } from "@tiptap/pm/state";
import Suggestion from "@tiptap/suggestion";
import { type Block, blocks, blocksMatching } from "./blocks";
import { createMenu, type Menu } from "./slash-menu";
import "./slash.css";

/** A `/` at the start of a block, or after a space, opens the menu of blocks. */
export const SlashMenu = Extension.create({
  name: "slashMenu",
  // Before the shortcuts: Enter and the arrow keys belong to the open menu.
  priority: 1100,
  addProseMirrorPlugins() {
    return [
      Suggestion<Block, Block>({
        editor: this.editor,
        pluginKey: new PluginKey("slashMenu"),
        char: "/",
        decorationClass: "slash-query",
        items: ({ query }) => [...blocksMatching(blocks, query)],
        shouldShow: ({ editor, range }) => {
          const at = editor.state.doc.resolve(range.from);
          const table = at.depth > 1 && at.node(-1).type.spec["tableRole"] !== undefined;
          return (
            editor.isEditable &&
            at.parent.type.name === "paragraph" &&
            !table &&
            !at.marks().some(({ type }) => type.name === "code")
          );
        },
        command: ({ editor, range, props: block }) => block.insert(editor, range),
        render() {
          let menu: Menu<Block> | undefined;
          let unmount: (() => void) | undefined;
          let choose: (block: Block) => void = () => {};
          return {
            onStart(props) {
              choose = props.command;
              menu = createMenu<Block>(
                props.editor.view.dom,
                "Blocks",
                ({ title, sign }) => ({ title, hint: sign }),
                (block) => choose(block),
              );
              menu.show(props.items);
              unmount = props.mount(menu.dom);
            },
            onUpdate(props) {
              choose = props.command;
              menu?.show(props.items);
            },
            onKeyDown: ({ event }) => menu?.press(event) ?? false,
            onExit() {
              unmount?.();
              menu?.close();
              menu = undefined;
            },
          };
        },
      }),
    ];
  },
});
