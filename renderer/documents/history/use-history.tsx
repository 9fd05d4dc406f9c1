import { lazy, type ReactNode, Suspense, useState } from "react";
import { useCommands } from "../../store/commands";
import { say } from "../../store/notices";
import { Button } from "../../ui/Button";
import { shortcutWords } from "../../ui/shortcut";
import type { Session } from "../session";
import "./history.css";

const HistoryPane = lazy(() => import("./HistoryPane").then((it) => ({ default: it.HistoryPane })));

const shortcut = "Mod+Shift+H";

/**
 * The history of a document: its command, and what is shown of it.
 * @returns the button that opens it, and the pane that stands in the document's place while it is open
 */
export function useHistory(
  session: Session | undefined,
  document: { readonly path: string; readonly title: string; readonly editable: boolean },
): { readonly isOpen: boolean; readonly button: ReactNode; readonly pane: ReactNode } {
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    session?.editor.commands.focus(undefined, { scrollIntoView: false });
  };
  const toggle = () => {
    if (isOpen) close();
    else if (session?.source.settle()) setOpen(true);
    else
      say("The editor has no form for this text as it stands. Mend it, then look at its history.");
  };
  useCommands([
    {
      id: "document.history",
      title: isOpen ? "Close history" : "Show history",
      group: "View",
      shortcut,
      enabled: session !== undefined,
      run: toggle,
    },
  ]);
  return {
    isOpen: isOpen && session !== undefined,
    button: (
      <Button
        kind="quiet"
        title={`Show history (${shortcutWords(shortcut)})`}
        disabled={session === undefined}
        onClick={toggle}
      >
        History
      </Button>
    ),
    pane: isOpen && session && (
      <Suspense>
        <HistoryPane session={session} document={document} onClose={close} />
      </Suspense>
    ),
  };
}
