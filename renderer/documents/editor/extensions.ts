import { withBehaviour } from "@shared/editor/schema";
import type { Extensions } from "@tiptap/core";
import { ListKeymap } from "@tiptap/extension-list";
// Imported for the types of their commands only; the nodes and marks come from the schema.
import type {} from "@tiptap/extension-table";
import { Dropcursor, Gapcursor, UndoRedo } from "@tiptap/extensions";
import type {} from "@tiptap/starter-kit";
import { Diagrams } from "./diagrams";
import { FoldedSections } from "./folds";
import { type FindImage, projectImage } from "./images";
import { UniqueSlices } from "./slices";
import { SpecDecorations } from "./spec-decorations";
import { MarkdownTables } from "./tables";
import { TaskItems } from "./task-items";
import { typedMarks } from "./typed-marks";
import { WideBlocks } from "./wide-blocks";

/**
 * The editor's extensions. The schema decides which content a document may have; appearance and behaviour are
 * added here.
 */
export const documentExtensions = (findImage: FindImage): Extensions =>
  withBehaviour([
    TaskItems,
    ...typedMarks,
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
    WideBlocks,
  ]);
