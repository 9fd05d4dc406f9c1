import type { ProjectSnapshot } from "@shared/contracts/project";
import { isSpecFile } from "@shared/specs/folders";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useCommands } from "../../store/commands";
import type { Route } from "../../store/route";
import { shortcutWords } from "../../ui/shortcut";
import { documentsWord } from "./documents-word";
import "./commit.css";

const CommitDialog = lazy(() =>
  import("./CommitDialog").then((it) => ({ default: it.CommitDialog })),
);

const shortcut = "Mod+Shift+G";

/**
 * The command that commits spec documents.
 * @returns the dialog, and the button with the number of documents; no button when there are none
 */
export function useCommit(
  project: ProjectSnapshot,
  route: Route,
): { readonly button: ReactNode; readonly dialog: ReactNode } {
  const [isOpen, setOpen] = useState(false);
  const count = (project.uncommitted ?? []).filter((path) =>
    isSpecFile(path, project.within),
  ).length;
  useCommands([
    {
      id: "documents.commit",
      title: "Commit documents",
      group: "File",
      shortcut,
      run: () => setOpen(true),
    },
  ]);
  const feature = "feature" in route ? route.feature : undefined;
  return {
    button: count > 0 && (
      <button
        type="button"
        className="commit-button"
        title={`Commit documents (${shortcutWords(shortcut)})`}
        onClick={() => setOpen(true)}
      >
        Commit {documentsWord(count)}
      </button>
    ),
    dialog: isOpen && (
      <Suspense>
        <CommitDialog project={project} feature={feature} onClose={() => setOpen(false)} />
      </Suspense>
    ),
  };
}
