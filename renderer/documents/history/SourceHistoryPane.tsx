import type { Problem } from "@shared/base/problem";
import { asProblem } from "@shared/base/problem";
import type { DiffLine } from "@shared/review/unified-diff";
import { useEffect, useRef, useState } from "react";
import { call } from "../../store/bridge";
import { say } from "../../store/notices";
import { useProject } from "../../store/open-project";
import { Button } from "../../ui/Button";
import { DiffRow } from "../../ui/Diff";
import type { SourceSession } from "../source/source-session";
import { HistoryFrame } from "./HistoryFrame";
import { type LineChange, lineChanges, linesOf, takeBack } from "./line-changes";
import { useVersions } from "./use-versions";

type Old =
  | { readonly commit: string; readonly text: string }
  | { readonly commit: string; readonly problem: Problem };

/** The versions of a document that is shown as source, and the lines changed since. */
export function SourceHistoryPane({
  session,
  document,
  onClose,
}: {
  session: SourceSession;
  document: { readonly path: string; readonly title: string; readonly editable: boolean };
  onClose: () => void;
}) {
  const { path, title, editable } = document;
  const project = useProject();
  const versions = useVersions(path, project.branch.commit);
  const [now, setNow] = useState(() => session.text().text);
  const [asked, setAsked] = useState(-1);
  const [old, setOld] = useState<Old>();
  const pane = useRef<HTMLElement>(null);
  const list = versions.list ?? [];
  const chosen = Math.min(asked, list.length - 1);
  const version = list[Math.max(0, chosen)];
  useEffect(() => session.onShown(setNow), [session]);
  useEffect(() => {
    if (!version) return;
    const { commit } = version;
    let shown = true;
    const text = version.deleted
      ? Promise.resolve({ text: "" })
      : call("history.text", { commit, path: version.path });
    text.then(
      ({ text }) => shown && setOld({ commit, text }),
      (error: unknown) => shown && setOld({ commit, problem: asProblem(error) }),
    );
    return () => {
      shown = false;
    };
  }, [version]);

  const problem = versions.problem ?? (old && "problem" in old ? old.problem : undefined);
  const text = old && "text" in old && old.commit === version?.commit ? old.text : undefined;
  const changes = text === undefined ? [] : lineChanges(text, now);
  const restore = (next: string) => {
    session.replace(next);
    // The pressed button disappears together with its change.
    pane.current?.focus();
    say("Restored. Undo in the document takes it back.");
  };

  return (
    <HistoryFrame
      pane={pane}
      title={title}
      versions={versions}
      uncommitted={project.uncommitted?.includes(path) === true}
      chosen={chosen}
      onChoose={setAsked}
      onClose={onClose}
      head={
        <>
          {text !== undefined && (
            <span className="soft history-count" role="status">
              {changes.length === 0 ? "No lines changed since" : `Changed since: ${changes.length}`}
            </span>
          )}
          <span className="history-space" />
          {editable && text !== undefined && changes.length > 0 && (
            <Button onClick={() => restore(text)}>
              {chosen < 0 ? "Restore what is committed" : "Restore this version"}
            </Button>
          )}
        </>
      }
    >
      <div className="document-scroll" {...scrollable}>
        {problem ? (
          <p className="history-problem" role="alert">
            {problem.message}
          </p>
        ) : (
          changes.map((change) => (
            <Change
              key={change.from}
              change={change}
              onRestore={editable ? () => restore(takeBack(now, change)) : undefined}
            />
          ))
        )}
      </div>
    </HistoryFrame>
  );
}

/** A scrolling element must be reachable by keyboard. */
const scrollable = { tabIndex: 0 };

function Change({
  change,
  onRestore,
}: {
  change: LineChange;
  onRestore: (() => void) | undefined;
}) {
  return (
    <div className="diff-hunk">
      <div className="diff-place">
        Line {change.line}
        {onRestore && (
          <Button kind="quiet" onClick={onRestore}>
            Restore
          </Button>
        )}
      </div>
      {rowsOf(change).map((row) => (
        <DiffRow key={`${row.old} ${row.new}`} line={row} />
      ))}
    </div>
  );
}

function rowsOf({ line, oldLine, before, after }: LineChange): DiffLine[] {
  const texts = (all: string) => linesOf(all).map((each) => each.replace(/[\r\n]+$/, ""));
  return [
    ...texts(before).map((text, index) => ({
      kind: "removed" as const,
      text,
      old: oldLine + index,
    })),
    ...texts(after).map((text, index) => ({ kind: "added" as const, text, new: line + index })),
  ];
}
