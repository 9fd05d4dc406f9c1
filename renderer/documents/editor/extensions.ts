import { type Extensions, mergeAttributes } from "@tiptap/core";
import { Code } from "@tiptap/extension-code";
import { Heading } from "@tiptap/extension-heading";
import { TaskItem, TaskList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import StarterKit from "@tiptap/starter-kit";
import { type FindImage, projectImage } from "./images";
import { RawBlock } from "./raw-block";
import { Slices } from "./slices";
import { SpecDecorations } from "./spec-decorations";
import { MarkdownTables } from "./tables";

/**
 * The editor's schema and behaviour. Everything that would change a document by itself is off: the empty
 * last paragraph, links made of what looks like a domain ("tasks.md"), column widths.
 */
export const documentExtensions = (findImage: FindImage): Extensions => [
  StarterKit.configure({
    paragraph: false,
    heading: false,
    code: false,
    trailingNode: false,
    underline: false,
    link: {
      autolink: false,
      // What is pasted becomes a link only when it says so: "tasks.md" is no address in Moldova.
      shouldAutoLink: (url) => /^(?:https?:\/\/|mailto:)/i.test(url),
      markdownLinks: true,
      openOnClick: false,
      HTMLAttributes: { target: null, rel: null, class: null },
    },
    dropcursor: { color: "var(--blue)", width: 2 },
  }),
  // "pre": a soft line break is "\n" in the text, and must survive the reading of what was typed from the
  // DOM; what is pasted has its white space collapsed all the same.
  Paragraph.extend({
    whitespace: "pre",
    parseHTML: () => [{ tag: "p", preserveWhitespace: false }],
  }),
  Heading.extend({ whitespace: "pre" }),
  // Markdown has bold code and code in links.
  Code.extend({ excludes: "" }),
  TaskList,
  TaskItem.configure({
    nested: true,
    a11y: { checkboxLabel: (node) => taskLabel(node.firstChild?.textContent ?? "") },
  }),
  Table.extend({
    // Without the column widths that the stock node renders.
    renderHTML: ({ HTMLAttributes }) => ["table", mergeAttributes(HTMLAttributes), ["tbody", 0]],
  }).configure({ resizable: false }),
  MarkdownTables,
  TableRow,
  TableHeader.extend(oneLine),
  TableCell.extend(oneLine),
  projectImage(findImage),
  RawBlock,
  Slices,
  SpecDecorations,
];

/** A cell of a Markdown table holds one line of text. */
const oneLine = { content: "paragraph" };

/** What a task's box is called: its identifier where it has one, its text otherwise. */
const taskLabel = (text: string): string => {
  const id = /^[A-Z]{1,4}-?\d{3,6}\b/.exec(text)?.[0];
  return id === undefined ? text || "Empty task" : `${id} done`;
};
