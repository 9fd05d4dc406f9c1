import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { ChevronDown } from "lucide-react";
import { type KeyboardEvent, useId, useRef } from "react";
import { shortcutWords } from "../../../ui/shortcut";
import { tableFormats } from "../../editor/table-formats";
import "./table-menu.css";

/** The commands for the table at the cursor, as a menu in the toolbar. */
export function TableMenu({
  editor,
  disabled,
  seat,
}: {
  editor: Editor;
  disabled: boolean;
  /** The button's place in the toolbar's row. */
  seat: { tabIndex: number; onFocus: () => void };
}) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const on = useEditorState({
    editor,
    selector: () => tableFormats.filter((format) => format.on?.(editor)).map(({ name }) => name),
  });

  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    // The toolbar around the menu handles the same keys in another way.
    event.stopPropagation();
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role^=menuitem]")];
    const here = items.findIndex((item) => item.matches(":focus"));
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -here, End: items.length - 1 - here }[
      event.key
    ];
    if (step !== undefined) {
      event.preventDefault();
      items[(here + step + items.length) % items.length]?.focus();
    } else if (event.key === "Tab") menu.current?.hidePopover();
  };

  return (
    <>
      <button
        {...seat}
        type="button"
        className="tool word-tool table-menu-button"
        aria-haspopup="menu"
        popoverTarget={id}
        disabled={disabled}
        onMouseDown={(event) => event.preventDefault()}
      >
        Table
        <ChevronDown size={13} aria-hidden />
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        aria-label="Table"
        tabIndex={-1}
        className="table-menu"
        onKeyDown={move}
        onToggle={(event) => {
          if (event.newState === "open")
            menu.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus();
        }}
      >
        {tableFormats.map((format) => (
          <button
            key={format.name}
            type="button"
            {...(format.on
              ? { role: "menuitemradio", "aria-checked": on.includes(format.name) }
              : { role: "menuitem" })}
            tabIndex={-1}
            onClick={() => {
              menu.current?.hidePopover();
              format.run(editor);
              editor.commands.focus();
            }}
          >
            <span>{format.title}</span>
            {format.shortcut !== undefined && (
              <span className="hint" aria-hidden="true">
                {shortcutWords(format.shortcut)}
              </span>
            )}
          </button>
        ))}
      </div>
    </>
  );
}
