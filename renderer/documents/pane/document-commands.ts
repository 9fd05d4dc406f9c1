import { type Command, useCommands } from "../../store/commands";
import { formats } from "../editor/formats";
import type { Session } from "../keeping/document-session";

/** Registers the commands of an open document. @param writable whether its rich text can be edited now */
export function useDocumentCommands(
  session: Session | undefined,
  writable: boolean,
  also: {
    editable: boolean;
    link: () => void;
    openLink: () => void;
    source: () => void;
    split: () => void;
  },
): void {
  const enabled = session !== undefined && writable;
  const commands: Command[] = formats.map(({ name, title, shortcut, ownKeys, run }) => ({
    id: `document.${name}`,
    title,
    group: "Edit",
    ...(shortcut === undefined || ownKeys ? {} : { shortcut }),
    enabled,
    run() {
      if (session) run(session.editor);
    },
  }));
  useCommands([
    ...commands,
    {
      id: "document.link",
      title: "Link",
      group: "Edit",
      shortcut: "Mod+Shift+K",
      enabled,
      run: also.link,
    },
    {
      id: "document.openLink",
      title: "Open the link at the cursor",
      group: "Go",
      shortcut: "Mod+Shift+O",
      enabled: session !== undefined,
      run: also.openLink,
    },
    {
      id: "document.save",
      title: "Save now",
      group: "File",
      shortcut: "Mod+S",
      enabled: session !== undefined && also.editable,
      run: () => session?.flush(),
    },
    ...viewCommands(also),
  ]);
}

/**
 * The commands that choose a view. They are available while the document is being read, and take effect when it
 * is open.
 */
export const viewCommands = ({
  source,
  split,
}: {
  source: () => void;
  split: () => void;
}): Command[] => [
  {
    id: "document.source",
    title: "Show rich text or source",
    group: "View",
    shortcut: "Mod+Alt+U",
    run: source,
  },
  {
    id: "document.split",
    title: "Show rich text and source side by side",
    group: "View",
    shortcut: "Mod+Alt+Y",
    run: split,
  },
];
