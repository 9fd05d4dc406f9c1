import type { Extensions } from "@tiptap/core";
import { CodeKeys } from "../code/code-keys";
import { CodeColours } from "../code/highlighting";
import { CodeLanguage } from "../code/language-field";
import { Highlights } from "../find/highlights";
import type { ImageOptions } from "../images/files";
import { ImageInsertion } from "../images/insert-images";
import { MarkdownClipboard } from "../paste/paste";
import { SlashMenu } from "../slash/slash";
import { CursorPlaces } from "./cursor";
import { ListJoins } from "./list-joins";
import { TypedBlocks } from "./typed-blocks";
import { TypedSpaces } from "./typed-spaces";

/** The extensions that help with writing in an open document, beyond the schema and its behaviour. */
export const writingExtensions = (images: ImageOptions): Extensions => [
  ImageInsertion.configure(images),
  Highlights,
  CursorPlaces,
  SlashMenu,
  TypedBlocks,
  ListJoins,
  TypedSpaces,
  CodeKeys,
  CodeColours,
  CodeLanguage,
  MarkdownClipboard.configure(images),
];
