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

/** Every node that may stand at the top of a document. */
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
 * Gives blocks the attribute `slice`: the number of the stretch of source that a top-level block was read
 * from, null for what was made in the editor. It is never rendered, so what is pasted is always new.
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
 * Gives lists with numbers the attribute `sign`: what stands behind a number, `)`, or null for a full stop. It is for
 * the eye only: what is written is what the source has.
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

/** A task, or an item without a box among tasks: `checked` is null then. */
export const MarkdownTaskItem = TaskItem.extend({
  addAttributes: () => ({
    checked: {
      default: false,
      keepOnSplit: false,
      parseHTML: (element) => {
        const checked = element.getAttribute("data-checked");
        // Null is no value to Tiptap, which takes that of the rule below.
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

/** Tasks, behind bullets or numbers: `start` is the first number, null for bullets. */
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
        // Where the style sheet's count begins, as numbers are drawn beside the boxes.
        ...(numbered ? { style: `--before: ${start - 1}` } : {}),
      }),
      0,
    ];
  },
});

/** A cell of a Markdown table holds one line of text. */
const oneLine = { content: "paragraph" };

/**
 * What a document may hold: the node and mark types, by Tiptap's names, and how they are read from and
 * written to HTML. The window adds views and behaviour to them (`withBehaviour`) and no types of its own, so
 * that what is measured without a window holds in it.
 *
 * Everything that would change a document by itself is off: the empty last paragraph, links made of what
 * looks like a domain ("tasks.md"), column widths.
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
        // What is pasted becomes a link only when it says so: "tasks.md" is no address in Moldova.
        shouldAutoLink: (url) => /^(?:https?:\/\/|mailto:)/i.test(url),
        markdownLinks: true,
        openOnClick: false,
        HTMLAttributes: { target: null, rel: null, class: null },
      },
    }),
    // The kit's nodes and marks alone: behaviour is the window's matter.
  ]).filter(({ type }) => type !== "extension"),
  // "pre": a soft line break is "\n" in the text, and must survive the reading of what was typed from the
  // DOM; what is pasted has its white space collapsed all the same.
  Paragraph.extend({
    whitespace: "pre",
    parseHTML: () => [{ tag: "p", preserveWhitespace: false }],
  }),
  Heading.extend({ whitespace: "pre" }),
  // Markdown has bold code and code in links.
  Code.extend({ excludes: "" }),
  MarkdownTaskList,
  MarkdownTaskItem,
  Table.extend({
    // Without the column widths that the stock node renders.
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

/** The schema itself, for whoever reads and writes documents without a window. */
export const documentSchema: Schema = getSchema(schemaExtensions);

/**
 * The schema's extensions with more to them.
 * @param more those with the name of one in the schema take its place; the others come after
 */
export function withBehaviour(more: Extensions): Extensions {
  const names = new Set(schemaExtensions.map(({ name }) => name));
  return [
    ...schemaExtensions.map((part) => more.find(({ name }) => name === part.name) ?? part),
    ...more.filter(({ name }) => !names.has(name)),
  ];
}
