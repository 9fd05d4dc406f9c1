import { lazy, type ReactNode, Suspense, useState } from "react";
import { useCommands } from "../../store/commands";
import { say } from "../../store/notices";
import { Button } from "../../ui/Button";
import { shortcutWords } from "../../ui/shortcut";
import type { Session } from "../keeping/document-session";
import type { SourceSession } from "../source/source-session";
import "./history.css";

const HistoryPane = lazy(() => import("./HistoryPane").then((it) => ({ default: it.HistoryPane })));

const SourceHistoryPane = lazy(() =>
  import("./SourceHistoryPane").then((it) => ({ default: it.SourceHistoryPane })),
);

const shortcut = "Mod+Shift+H";

/**
 * The history of a document.
 * @returns the button that opens it, and the pane that replaces the document while the history is open
 */
export function useHistory(
  session: Session | undefined,
  document: { readonly path: string; readonly title: string; readonly editable: boolean },
): { readonly isOpen: boolean; readonly button: ReactNode; readonly pane: ReactNode } {
  const close = () => session?.editor.commands.focus(undefined, { scrollIntoView: false });
  const history = useToggle(session !== undefined, close, () => {
    if (session?.source.settle()) return true;
    say("The editor has no form for this text as it stands. Mend it, then look at its history.");
    return false;
  });
  return {
    ...history,
    pane: history.isOpen && session && (
      <Suspense>
        <HistoryPane session={session} document={document} onClose={history.close} />
      </Suspense>
    ),
  };
}

/** The history of a document that is shown as source. */
export function useSourceHistory(
  session: SourceSession | undefined,
  document: { readonly path: string; readonly title: string; readonly editable: boolean },
  onClose: () => void,
): { readonly isOpen: boolean; readonly button: ReactNode; readonly pane: ReactNode } {
  const history = useToggle(session !== undefined, onClose, () => true);
  return {
    ...history,
    pane: history.isOpen && session && (
      <Suspense>
        <SourceHistoryPane session={session} document={document} onClose={history.close} />
      </Suspense>
    ),
  };
}

/**
 * Opens and closes a history, by command and by button.
 * @param mayOpen whether the history can open; tells the person the reason when it cannot
 */
function useToggle(ready: boolean, onClose: () => void, mayOpen: () => boolean) {
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    onClose();
  };
  const toggle = () => {
    if (isOpen) close();
    else if (mayOpen()) setOpen(true);
  };
  useCommands([
    {
      id: "document.history",
      title: isOpen ? "Close history" : "Show history",
      group: "View",
      shortcut,
      enabled: ready,
      run: toggle,
    },
  ]);
  return {
    isOpen: isOpen && ready,
    close,
    button: (
      <Button
        kind="quiet"
        title={`Show history (${shortcutWords(shortcut)})`}
        disabled={!ready}
        onClick={toggle}
      >
        History
      </Button>
    ),
  };
}
