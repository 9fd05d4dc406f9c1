import {
  Extension,
  type Extensions,
  flattenExtensions,
  getSchema,
  mergeAttributes,
} from "@tiptap/core";
import { Code } from "@tiptap/extension-code";
import { Heading } from "@tiptap/extension-heading";
import { Image } from "@tiptap/extension-image";
import { TaskItem, TaskList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import type { Schema } from "@tiptap/pm/model";
import StarterKit from "@tiptap/starter-kit";
import { RawBlock, RawInline } from "./raw";

/** The types of nodes at the top level of a document. */
export const blockNames = [
  "paragraph",
  "heading",
  "bulletList",
  "orderedList",
  "taskList",
  "blockquote",
  "codeBlock",
  "horizontalRule",
  "table",
  "rawBlock",
] as const;

/**
 * Adds the attribute `slice` to blocks: the number of the slice that a top-level block was made from, null
 * for a block that was made in the editor. The attribute is never rendered, so pasted blocks are always new.
 */
export const Slices = Extension.create({
  name: "slices",
  addGlobalAttributes: () => [
    {
      types: [...blockNames],
      attributes: {
        slice: { default: null, rendered: false, keepOnSplit: false, parseHTML: () => null },
      },
    },
  ],
});

/**
 * Adds the attribute `sign` to numbered lists: the sign after a number, `)`, or null for a full stop. It only
 * affects the display; the written sign is taken from the source.
 */
const NumberSigns = Extension.create({
  name: "numberSigns",
  addGlobalAttributes: () => [
    {
      types: ["orderedList", "taskList"],
      attributes: {
        sign: {
          default: null,
          parseHTML: (element) => (element.getAttribute("data-sign") === ")" ? ")" : null),
          renderHTML: ({ sign }) => (sign === null ? {} : { "data-sign": String(sign) }),
        },
      },
    },
  ],
});

export const MarkdownImage = Image.configure({ inline: true });

const noBox = "none";

/** A task, or an item without a box in a task list; its `checked` is then null. */
export const MarkdownTaskItem = TaskItem.extend({
  addAttributes: () => ({
    checked: {
      default: false,
      keepOnSplit: false,
      parseHTML: (element) => {
        const checked = element.getAttribute("data-checked");
        // Tiptap treats null as no value and takes the value of the rule below.
        return checked === noBox ? null : checked === "" || checked === "true";
      },
      renderHTML: ({ checked }) => ({ "data-checked": checked ?? noBox }),
    },
  }),
  parseHTML: () => [
    {
      tag: `li[data-type="taskItem"][data-checked="${noBox}"]`,
      attrs: { checked: null },
      priority: 52,
    },
    { tag: 'li[data-type="taskItem"]', priority: 51 },
  ],
}).configure({ nested: true });

/** A task list with bullets or numbers: `start` is the first number, null for bullets. */
export const MarkdownTaskList = TaskList.extend({
  addAttributes: () => ({
    start: {
      default: null,
      parseHTML: (element) =>
        element.tagName === "OL" ? Number(element.getAttribute("start") ?? 1) : null,
      renderHTML: ({ start }) => (start === null || start === 1 ? {} : { start }),
    },
  }),
  parseHTML: () => [
    { tag: 'ul[data-type="taskList"]', priority: 51 },
    { tag: 'ol[data-type="taskList"]', priority: 51 },
  ],
  renderHTML: ({ node, HTMLAttributes }) => {
    const start: unknown = node.attrs["start"];
    const numbered = typeof start === "number";
    return [
      numbered ? "ol" : "ul",
      mergeAttributes(HTMLAttributes, {
        "data-type": "taskList",
        // The start of the style sheet's counter, which draws numbers beside the boxes.
        ...(numbered ? { style: `--before: ${start - 1}` } : {}),
      }),
      0,
    ];
  },
});

/** A cell of a Markdown table contains one line of text. */
const oneLine = { content: "paragraph" };

/**
 * The content model of a document: the node and mark types, by Tiptap's names, and their conversion from and
 * to HTML. The window adds views and behaviour (`withBehaviour`) but no types of its own, so that a
 * measurement without a window is valid for it.
 *
 * All features that change a document by themselves are off: the empty last paragraph, links made from text
 * that looks like a domain ("tasks.md"), column widths.
 */
export const schemaExtensions: Extensions = [
  ...flattenExtensions([
    StarterKit.configure({
      paragraph: false,
      heading: false,
      code: false,
      underline: false,
      link: {
        autolink: false,
        // Pasted text becomes a link only with a scheme: "tasks.md" is not an address in Moldova.
        shouldAutoLink: (url) => /^(?:https?:\/\/|mailto:)/i.test(url),
        markdownLinks: true,
        openOnClick: false,
        HTMLAttributes: { target: null, rel: null, class: null },
      },
    }),
    // Only the kit's nodes and marks. The window adds behaviour.
  ]).filter(({ type }) => type !== "extension"),
  // "pre": a soft line break is "\n" in the text, and must be kept when ProseMirror reads typed text from the
  // DOM. White space in pasted text is collapsed as usual.
  Paragraph.extend({
    whitespace: "pre",
    parseHTML: () => [{ tag: "p", preserveWhitespace: false }],
  }),
  Heading.extend({ whitespace: "pre" }),
  // Markdown allows bold code and code in links.
  Code.extend({ excludes: "" }),
  MarkdownTaskList,
  MarkdownTaskItem,
  Table.extend({
    // Leaves out the column widths that the stock node renders.
    renderHTML: ({ HTMLAttributes }) => ["table", mergeAttributes(HTMLAttributes), ["tbody", 0]],
  }).configure({ resizable: false }),
  TableRow,
  TableHeader.extend(oneLine),
  TableCell.extend(oneLine),
  MarkdownImage,
  RawBlock,
  RawInline,
  NumberSigns,
  Slices,
];

/** The schema, for reading and writing documents without a window. */
export const documentSchema: Schema = getSchema(schemaExtensions);

/**
 * The schema's extensions with additional behaviour.
 * @param more extensions; one with a name from the schema replaces that one, the others are added after it
 */
export function withBehaviour(more: Extensions): Extensions {
  const names = new Set(schemaExtensions.map(({ name }) => name));
  return [
    ...schemaExtensions.map((part) => more.find(({ name }) => name === part.name) ?? part),
    ...more.filter(({ name }) => !names.has(name)),
  ];
}
