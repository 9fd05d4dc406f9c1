import type { Extensions } from "@tiptap/core";
import { Highlights } from "../find/highlights";

/** What helps with writing in an open document, beyond the schema and its own behaviour. */
export const writingExtensions = (): Extensions => [Highlights];
