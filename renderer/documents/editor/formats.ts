import { type Editor, Extension } from "@tiptap/core";
import { focusLanguage } from "../code/language-field";
import { insertQuestion } from "./ask";
import type { Format } from "./format";
import { insertFootnote, insertSection } from "./insert-source";
import { isList, type ListFormat, toggleList } from "./list-kinds";
import { isSuperseded, supersede } from "./supersede";
import { tableFormats } from "./table-formats";
import { toCell } from "./tables";

const heading = (level: 1 | 2 | 3 | 4): Format => ({
  name: `heading${level}`,
  title: `Heading ${level}`,
  shortcut: `Mod+Alt+${level}`,
  run: (editor) => editor.chain().focus().setHeading({ level }).run(),
  on: (editor) => editor.isActive("heading", { level }),
});

/** The kinds of block among which the toolbar offers a choice. */
export const blockFormats: readonly Format[] = [
  {
    name: "text",
    title: "Text",
    shortcut: "Mod+Alt+0",
    run: (editor) => editor.chain().focus().setParagraph().run(),
    on: (editor) => editor.isActive("paragraph"),
  },
  heading(1),
  heading(2),
  heading(3),
  heading(4),
];

export const markFormats: readonly Format[] = [
  {
    name: "bold",
    title: "Bold",
    shortcut: "Mod+B",
    run: (editor) => editor.chain().focus().toggleBold().run(),
    on: (editor) => editor.isActive("bold"),
  },
  {
    name: "italic",
    title: "Italic",
    shortcut: "Mod+I",
    run: (editor) => editor.chain().focus().toggleItalic().run(),
    on: (editor) => editor.isActive("italic"),
  },
  {
    name: "code",
    title: "Code",
    shortcut: "Mod+E",
    run: (editor) => editor.chain().focus().toggleCode().run(),
    on: (editor) => editor.isActive("code"),
  },
  {
    name: "strike",
    title: "Strikethrough",
    shortcut: "Mod+Shift+S",
    run: (editor) => editor.chain().focus().toggleStrike().run(),
    on: (editor) => editor.isActive("strike"),
  },
];

const list = (name: ListFormat, title: string, shortcut: string): Format => ({
  name,
  title,
  shortcut,
  run: (editor) => toggleList(editor, name),
  on: (editor) => isList(editor.state, name),
});

export const listFormats: readonly Format[] = [
  list("bulletList", "Bulleted list", "Mod+Shift+8"),
  list("orderedList", "Numbered list", "Mod+Shift+7"),
  list("taskList", "Task list", "Mod+Shift+9"),
];

export const insertFormats: readonly Format[] = [
  {
    name: "quote",
    title: "Quotation",
    shortcut: "Mod+Shift+B",
    run: (editor) => editor.chain().focus().toggleBlockquote().run(),
    on: (editor) => editor.isActive("blockquote"),
  },
  {
    name: "codeBlock",
    title: "Code block",
    shortcut: "Mod+Alt+C",
    run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
    on: (editor) => editor.isActive("codeBlock"),
  },
  {
    name: "table",
    title: "Insert table",
    shortcut: "Mod+Alt+T",
    run: (editor) =>
      editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    on: (editor) => editor.isActive("table"),
  },
  {
    name: "image",
    title: "Insert image…",
    shortcut: "Mod+Alt+I",
    run: (editor) => editor.commands.chooseImages(),
    on: (editor) => editor.isActive("image"),
  },
];

const otherFormats: readonly Format[] = [
  {
    name: "tick",
    title: "Tick or untick the task",
    shortcut: "Mod+Enter",
    ownKeys: true,
    run: (editor) => {
      if (!editor.isActive("taskItem")) return false;
      const checked: unknown = editor.getAttributes("taskItem")["checked"];
      // An item without a box cannot be ticked; its text stays as it is.
      if (typeof checked !== "boolean") return false;
      return editor.chain().focus().updateAttributes("taskItem", { checked: !checked }).run();
    },
  },
  {
    name: "supersede",
    title: "Supersede or restore the requirement",
    run: supersede,
    on: isSuperseded,
  },
  {
    name: "codeLanguage",
    title: "Language of the code",
    run: focusLanguage,
  },
  {
    name: "rule",
    title: "Insert dividing line",
    run: (editor) => editor.chain().focus().setHorizontalRule().run(),
  },
  { name: "footnote", title: "Insert footnote", shortcut: "Mod+Alt+N", run: insertFootnote },
  { name: "clarification", title: "Insert clarification", run: insertQuestion },
  { name: "section", title: "Insert collapsible section", run: insertSection },
  {
    name: "undo",
    title: "Undo",
    shortcut: "Mod+Z",
    ownKeys: true,
    run: (editor) => editor.chain().focus().undo().run(),
  },
  {
    name: "redo",
    title: "Redo",
    shortcut: "Mod+Shift+Z",
    ownKeys: true,
    run: (editor) => editor.chain().focus().redo().run(),
  },
];

export const formats: readonly Format[] = [
  ...otherFormats,
  ...blockFormats,
  ...markFormats,
  ...listFormats,
  ...insertFormats,
  ...tableFormats,
];

/** In a table Enter goes to the next cell, as Tab does, because a cell of a Markdown table has only one line. */
const nextCell = (editor: Editor): boolean =>
  editor.isActive("table") &&
  (toCell(1)(editor.state, editor.view.dispatch) ||
    editor.chain().addRowAfter().goToNextCell().run());

/** Begins a new block where Markdown has no line break within a block. In a table cell the break is HTML. */
const blockForBreak = (editor: Editor): boolean =>
  editor.isActive("heading") && editor.commands.enter();

/** Gives the formats their shortcuts while the editor has the focus. */
export const FormatShortcuts = Extension.create({
  name: "formatShortcuts",
  priority: 1000,
  addKeyboardShortcuts() {
    return {
      ...Object.fromEntries(
        formats.flatMap(({ shortcut, run }) =>
          shortcut === undefined ? [] : [[keyOf(shortcut), () => run(this.editor)]],
        ),
      ),
      Enter: () => nextCell(this.editor),
      "Shift-Enter": () => blockForBreak(this.editor),
    };
  },
});

/** ProseMirror's notation of a shortcut: `Mod+Alt+Down` becomes `Mod-Alt-ArrowDown`. */
const keyOf = (shortcut: string): string =>
  shortcut
    .split("+")
    .map((part) => {
      if (/^(?:Up|Down|Left|Right)$/.test(part)) return `Arrow${part}`;
      return part.length === 1 ? part.toLowerCase() : part;
    })
    .join("-");
