import type { ProjectTop } from "@shared/base/ids";
import { useEffect, useState } from "react";
import { placeOfConflict } from "../conflicts/conflict-place";
import { SaveBars } from "../conflicts/SaveBars";
import { useSourceHistory } from "../history/use-history";
import type { Loaded } from "../keeping/loading";
import { Bar } from "../pane/Bar";
import { LockedBar } from "../pane/LockedBar";
import type { CodeEditor } from "./code-editor";
import { SourceView } from "./SourceView";
import { openSourceSession, type SourceSession } from "./source-session";

/** A document that cannot be shown as rich text: only its source, with the same care for its edits. */
export function SourceDocument({
  project,
  path,
  title,
  loaded,
  onReload,
}: {
  /** The project's id. */
  project: ProjectTop;
  path: string;
  title: string;
  loaded: Extract<Loaded, { kind: "source" }>;
  onReload: () => void;
}) {
  const [session, setSession] = useState<SourceSession>();
  const [code, setCode] = useState<CodeEditor>();
  const editable = loaded.locked === undefined;

  useEffect(() => {
    const opened = openSourceSession({ project, path, loaded, onGone: onReload });
    setSession(opened);
    return () => {
      setSession(undefined);
      opened.close();
    };
    // A reload brings another `loaded`.
  }, [project, path, loaded, onReload]);
  useEffect(() => session?.onShown((text, by) => code?.show(text, by)), [session, code]);
  const history = useSourceHistory(session, { path, title, editable }, () =>
    // The text is hidden until the history is closed.
    requestAnimationFrame(() => code?.focus()),
  );

  return (
    <section
      className={history.isOpen ? "document-pane with-history" : "document-pane"}
      aria-label={title}
      data-ready={code ? "document" : undefined}
      data-path={path}
    >
      {loaded.locked ? (
        <LockedBar lock={loaded.locked} onReload={onReload} />
      ) : (
        <Bar tone="waiting" actions={history.button}>
          {loaded.why}
        </Bar>
      )}
      {session && editable && (
        <SaveBars
          session={session}
          onShow={(conflict, focus) => {
            code?.showPlace(placeOfConflict(code.text(), conflict));
            if (focus) code?.focus();
          }}
          onDone={() => code?.focus()}
        />
      )}
      <div className="document-body">
        {session && (
          <SourceView
            host={session}
            path={path}
            title={title}
            editable={editable}
            onReady={setCode}
            onLeave={() => undefined}
          />
        )}
      </div>
      {history.pane}
    </section>
  );
}
