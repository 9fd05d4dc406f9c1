import type { OtherRecording } from "@shared/contracts/recordings";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from "react";
import { call } from "../store/bridge";
import { useCommands } from "../store/commands";
import { sayProblem } from "../store/notices";
import { go, goToRecording, type Route } from "../store/route";
import { ImportDialog } from "./ImportDialog";

const RecordingPane = lazy(() =>
  import("../review/RecordingPane").then((it) => ({ default: it.RecordingPane })),
);

/** The place of a recording from elsewhere, with or without an open project. */
export function RecordingPlace({ route }: { route: Extract<Route, { place: "recording" }> }) {
  const { recording, back } = route;
  return (
    <Suspense>
      <RecordingPane
        key={recording.id}
        recording={recording}
        start={route}
        onClose={() => go(back)}
      />
    </Suspense>
  );
}

/** Opens a recording file and shows it. */
export async function openRecording(path: string): Promise<void> {
  goToRecording(await call("recordings.open", { path }));
}

/**
 * The ways to a recording from elsewhere: commands, and a file dropped on the window.
 * @returns the dialog that is shown while a run is imported
 */
export function useRecordings(inProject: boolean): ReactNode {
  const [importing, setImporting] = useState<string>();
  const endImport = useCallback((imported?: OtherRecording) => {
    setImporting(undefined);
    if (imported) goToRecording(imported);
  }, []);
  useCommands([
    {
      id: "recording.open",
      title: "Open a recording",
      group: "File",
      shortcut: "Mod+Shift+O",
      run: async () => {
        const chosen = await call("app.chooseRecording");
        if (chosen) await openRecording(chosen.path);
      },
    },
    {
      id: "recording.import",
      title: "Import a run",
      group: "File",
      enabled: inProject && importing === undefined,
      run: async () => {
        const chosen = await call("app.chooseFolder", { title: "Import the folder of a run" });
        if (chosen) setImporting(chosen.path);
      },
    },
  ]);
  useEffect(() => {
    const life = new AbortController();
    const over = (event: DragEvent) => {
      // An editor accepts dropped files itself. Elsewhere the browser allows a drop only after this call.
      const edited = event.target instanceof Element && event.target.closest("[contenteditable]");
      if (!edited && event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      const file = [...(event.dataTransfer?.files ?? [])].find(({ name }) =>
        name.toLowerCase().endsWith(".cast"),
      );
      if (!file) return;
      event.preventDefault();
      event.stopPropagation();
      openRecording(window.specwright.pathOf(file)).catch(sayProblem);
    };
    window.addEventListener("dragover", over, { signal: life.signal });
    // In the capture phase, so that no editor takes a recording for an image.
    window.addEventListener("drop", drop, { capture: true, signal: life.signal });
    return () => life.abort();
  }, []);
  return importing !== undefined && <ImportDialog path={importing} onEnd={endImport} />;
}
