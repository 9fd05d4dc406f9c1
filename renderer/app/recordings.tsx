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

/** The place of a recording from elsewhere, with a project around it or without. */
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

/** Shows somebody's recording. */
export async function openRecording(path: string): Promise<void> {
  goToRecording(await call("recordings.open", { path }));
}

/**
 * Ways to recordings from elsewhere: commands, and a file that is dropped on the window.
 * @returns what is to be shown while a run is imported
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
      // An editor takes files as well; elsewhere a file may be dropped only because of this.
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
    // Captured: a recording is no image, and no editor shall try it as one.
    window.addEventListener("drop", drop, { capture: true, signal: life.signal });
    return () => life.abort();
  }, []);
  return importing !== undefined && <ImportDialog path={importing} onEnd={endImport} />;
}
