import { MarkdownTaskItem, withBehaviour } from "@shared/editor/schema";
import type { Extensions } from "@tiptap/core";
import { ListKeymap } from "@tiptap/extension-list";
// The commands of what the schema is made of, for their types.
import type {} from "@tiptap/extension-table";
import { Dropcursor, Gapcursor, UndoRedo } from "@tiptap/extensions";
import type {} from "@tiptap/starter-kit";
import { Diagrams } from "./diagrams";
import { FoldedSections } from "./folds";
import { type FindImage, projectImage } from "./images";
import { UniqueSlices } from "./slices";
import { SpecDecorations } from "./spec-decorations";
import { MarkdownTables } from "./tables";

/** The editor: what a document may hold is the schema's matter, how it looks and behaves is added here. */
export const documentExtensions = (findImage: FindImage): Extensions =>
  withBehaviour([
    MarkdownTaskItem.configure({
      a11y: { checkboxLabel: (node) => taskLabel(node.firstChild?.textContent ?? "") },
    }),
    projectImage(findImage),
    UniqueSlices,
    UndoRedo,
    ListKeymap,
    Gapcursor,
    Dropcursor.configure({ color: "var(--blue)", width: 2 }),
    MarkdownTables,
    SpecDecorations,
    Diagrams,
    FoldedSections,
  ]);

/** What a task's box is called: its identifier where it has one, its text otherwise. */
const taskLabel = (text: string): string => {
  const id = /^[A-Z]{1,4}-?\d{3,6}\b/.exec(text)?.[0];
  return id === undefined ? text || "Empty task" : `${id} done`;
};
