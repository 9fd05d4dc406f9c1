import type { Editor } from "@tiptap/core";

/** A format for the text at the cursor. */
export interface Format {
  /** The command's id is `document.<name>`. */
  readonly name: string;
  readonly title: string;
  /** In Electron's notation; see store/commands.ts. */
  readonly shortcut?: string;
  /** The shortcut has another meaning in other fields, so only the editor itself listens for it. */
  readonly ownKeys?: true;
  run(editor: Editor): boolean;
  /** Whether the text at the cursor has the format. */
  on?(editor: Editor): boolean;
}
