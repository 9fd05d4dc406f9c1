import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import {
  Bold,
  Code,
  Image,
  Italic,
  Link as LinkIcon,
  List,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Quote,
  SquareCode,
  Strikethrough,
  Table,
} from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { shortcutWords } from "../../ui/shortcut";
import type { Format } from "../editor/format";
import { blockFormats, insertFormats, listFormats, markFormats } from "../editor/formats";
import { tableFormats } from "../editor/table-formats";
import { TableMenu } from "./table/TableMenu";

const icons: Readonly<Record<string, LucideIcon>> = {
  bold: Bold,
  italic: Italic,
  code: Code,
  strike: Strikethrough,
  bulletList: List,
  orderedList: ListOrdered,
  taskList: ListChecks,
  quote: Quote,
  codeBlock: SquareCode,
  table: Table,
  image: Image,
};

const buttons = [...markFormats, ...listFormats, ...insertFormats];

/** The formats in one quiet row. The toolbar is one tab stop; arrow keys move inside it. */
export function Toolbar({
  editor,
  editable,
  onLink,
  onLeave,
}: {
  editor: Editor;
  editable: boolean;
  onLink: () => void;
  /** Escape: returns to the text. */
  onLeave: () => void;
}) {
  const here = useEditorState({
    editor,
    selector: () => ({
      block: blockFormats.find((format) => format.on?.(editor))?.name ?? "text",
      on: buttons.filter((format) => format.on?.(editor)).map(({ name }) => name),
      link: editor.isActive("link"),
      inTable: editor.isActive("table"),
      code: editor.isActive("codeBlock"),
    }),
  });
  const [stop, setStop] = useState(0);

  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === "Escape") {
      event.preventDefault();
      onLeave();
      return;
    }
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>("button, select")];
    const next = all[(stop + step + all.length) % all.length];
    if (!next) return;
    event.preventDefault();
    setStop(all.indexOf(next));
    next.focus();
  };

  let place = 0;
  const seat = () => {
    const index = place;
    place += 1;
    return { tabIndex: index === stop ? 0 : -1, onFocus: () => setStop(index) };
  };
  const button = (format: Format) => (
    <FormatButton
      key={format.name}
      format={format}
      on={here.on.includes(format.name)}
      disabled={!editable || (here.code && markFormats.includes(format))}
      seat={seat()}
      editor={editor}
    />
  );

  return (
    <div className="document-toolbar" role="toolbar" aria-label="Formatting" onKeyDown={move}>
      <select
        {...seat()}
        aria-label="Kind of text"
        value={here.block}
        disabled={!editable}
        onChange={(event) => {
          const { value } = event.currentTarget;
          blockFormats.find(({ name }) => name === value)?.run(editor);
        }}
      >
        {blockFormats.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
      <span className="group">
        {markFormats.map(button)}
        <button
          {...seat()}
          type="button"
          className={here.link ? "tool here" : "tool"}
          aria-pressed={here.link}
          aria-label="Link"
          title={`Link (${shortcutWords("Mod+Shift+K")})`}
          disabled={!editable || here.code}
          onMouseDown={(event) => event.preventDefault()}
          onClick={onLink}
        >
          <LinkIcon size={15} strokeWidth={1.75} aria-hidden />
        </button>
      </span>
      <span className="group">{listFormats.map(button)}</span>
      <span className="group">{insertFormats.map(button)}</span>
      {here.inTable && (
        <span className="group words">
          {tableFormats.slice(0, 2).map((format) => (
            <button
              key={format.name}
              {...seat()}
              type="button"
              className="tool word-tool"
              disabled={!editable}
              aria-label={format.title}
              title={titleOf(format)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => format.run(editor)}
            >
              {tableWords[format.name]}
            </button>
          ))}
          <TableMenu editor={editor} disabled={!editable} seat={seat()} />
        </span>
      )}
    </div>
  );
}

const tableWords: Readonly<Record<string, string>> = {
  addRow: "+ Row",
  addColumn: "+ Column",
};

const titleOf = ({ title, shortcut }: Format): string =>
  shortcut === undefined ? title : `${title} (${shortcutWords(shortcut)})`;

function FormatButton({
  format,
  on,
  disabled,
  seat,
  editor,
}: {
  format: Format;
  on: boolean;
  disabled: boolean;
  seat: { tabIndex: number; onFocus: () => void };
  editor: Editor;
}) {
  const Icon = icons[format.name];
  return (
    <button
      {...seat}
      type="button"
      className={on ? "tool here" : "tool"}
      aria-pressed={on}
      aria-label={format.title}
      title={titleOf(format)}
      disabled={disabled}
      // The text keeps its selection while the button is pressed.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => format.run(editor)}
    >
      {Icon && <Icon size={15} strokeWidth={1.75} aria-hidden />}
    </button>
  );
}
