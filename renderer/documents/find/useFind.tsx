import type { Editor } from "@tiptap/core";
import { type ReactNode, useEffect, useState } from "react";
import { useCommands } from "../../store/commands";
import { onMac } from "../../ui/shortcut";
import { FindBar } from "./FindBar";
import { createFinder, type Finder } from "./finder";
import type { Query } from "./query";

/** The last query and the last replacement in any document of this window. */
const last: { query: Query; by: string } = {
  query: { text: "", regex: false, matchCase: false, wholeWord: false },
  by: "",
};

interface Open {
  readonly finder: Finder;
  readonly replacing: boolean;
  /** Counts how often the bar was opened. Each opening starts anew, with the focus in the field. */
  readonly turn: number;
}

/**
 * Registers the commands for finding and replacing.
 * @param editor undefined while no editor is on screen
 * @returns the bar, while it is open
 */
export function useFind(editor: Editor | undefined, editable: boolean): ReactNode {
  const [open, setOpen] = useState<Open>();
  const finder = open?.finder;
  useEffect(() => {
    if (finder) return () => finder.close();
  }, [finder]);
  useEffect(() => {
    // The bar closes together with its editor.
    if (editor) return () => setOpen(undefined);
  }, [editor]);

  const start = (replacing: boolean) => {
    if (!editor) return;
    const selected = selectedText(editor);
    if (selected !== "") last.query = { ...last.query, text: selected, regex: false };
    setOpen({ finder: finder ?? createFinder(editor), replacing, turn: (open?.turn ?? 0) + 1 });
  };
  const step = (direction: 1 | -1) => {
    if (finder) void finder.step(direction);
    else start(false);
  };

  useCommands(
    editor
      ? [
          {
            id: "document.find",
            title: "Find",
            group: "Edit",
            shortcut: "Mod+F",
            run: () => start(open?.replacing ?? false),
          },
          {
            id: "document.replace",
            title: "Find and replace",
            group: "Edit",
            // Cmd+H hides the app on a Mac.
            shortcut: onMac() ? "Mod+Alt+F" : "Mod+H",
            enabled: editable,
            run: () => start(true),
          },
          {
            id: "document.findNext",
            title: "Find next",
            group: "Edit",
            shortcut: "F3",
            run: () => step(1),
          },
          {
            id: "document.findPrevious",
            title: "Find previous",
            group: "Edit",
            shortcut: "Shift+F3",
            run: () => step(-1),
          },
        ]
      : [],
  );

  if (!open || !editor) return null;
  return (
    <FindBar
      key={open.turn}
      finder={open.finder}
      start={last}
      replacing={open.replacing}
      editable={editable}
      onChange={(query, by) => Object.assign(last, { query, by })}
      onClose={() => {
        setOpen(undefined);
        editor.commands.focus();
      }}
    />
  );
}

/** The selected text, when it lies within one line and the editor has the focus. */
function selectedText({ state, view }: Editor): string {
  if (!view.hasFocus()) return "";
  const { from, to, $from, $to } = state.selection;
  const text = $from.sameParent($to) ? state.doc.textBetween(from, to) : "";
  return text.includes("\n") || text.length > 200 ? "" : text;
}
