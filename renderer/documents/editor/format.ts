import type { Editor } from "@tiptap/core";

/** Something that can be done to the text at the cursor. */
export interface Format {
  /** The command's id is `document.<name>`. */
  readonly name: string;
  readonly title: string;
  /** As Electron writes it; see store/commands.ts. */
  readonly shortcut?: string;
  /** The shortcut means something else in other fields: only the editor itself listens for it. */
  readonly ownKeys?: true;
  run(editor: Editor): boolean;
  /** Whether the text at the cursor has it. */
  on?(editor: Editor): boolean;
}
