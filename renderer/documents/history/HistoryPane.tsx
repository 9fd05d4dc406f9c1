import type { DocumentVersion } from "@shared/contracts/history";
import type { BlockChange } from "@shared/markdown/block-diff";
import { ChevronDown, ChevronUp } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useCommands } from "../../store/commands";
import { say } from "../../store/notices";
import { useProject } from "../../store/open-project";
import { Button } from "../../ui/Button";
import { Segmented } from "../../ui/Segmented";
import type { Session } from "../keeping/document-session";
import type { ShownChange, ShownItem } from "./combined";
import { DiffView } from "./DiffView";
import { HistoryFrame } from "./HistoryFrame";
import { restoreIn, restoreItemIn } from "./restore-block";
import { type Comparison, type Side, useComparison } from "./use-comparison";
import { useVersions, type Versions } from "./use-versions";
import { timeOf } from "./VersionList";

type Mode = "made" | "since";

const modes = [
  { value: "made", title: "Changed in it" },
  { value: "since", title: "Changed since" },
] as const;

/** A document's versions from git, and the changes between two of them. Each change can be restored. */
export function HistoryPane({
  session,
  document,
  onClose,
}: {
  session: Session;
  document: { readonly path: string; readonly title: string; readonly editable: boolean };
  onClose: () => void;
}) {
  const project = useProject();
  const { path, title, editable } = document;
  const versions = useVersions(path, project.branch.commit);
  const uncommitted = project.uncommitted?.includes(path) === true;
  const [asked, setAsked] = useState<number>();
  const [mode, setMode] = useState<Mode>("made");
  const text = useText(session);
  const list = versions.list ?? [];
  const chosen = Math.min(asked ?? (uncommitted ? -1 : 0), list.length - 1);
  const [before, after] = sidesOf(list, chosen, mode, text);
  const compared = useComparison(before, after, session);
  const pane = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const canRestore = editable && after.kind === "text" && before.kind === "version";
  const comparison = compared.status === "ready" ? compared.comparison : undefined;
  const count = comparison?.combined.changes.length ?? 0;
  const step = useChangeSteps(body, count);
  const first = chosen === list.length - 1 && !versions.more;

  const restore = (run: (comparison: Comparison) => boolean) => {
    if (!comparison || comparison.after.text !== session.text()) {
      say("The text has changed meanwhile. Look at the changes again, then restore.");
      return;
    }
    if (!run(comparison)) return;
    // The pressed button disappears together with its change.
    pane.current?.focus();
    say("Restored. Undo in the document takes it back.");
  };

  return (
    <HistoryFrame
      pane={pane}
      title={title}
      versions={versions}
      uncommitted={uncommitted}
      chosen={chosen}
      onChoose={setAsked}
      onClose={onClose}
      head={
        <>
          {chosen >= 0 && (
            <Segmented label="Compare" options={modes} value={mode} onChange={setMode} />
          )}
          {comparison && (
            <span className="soft history-count" role="status">
              {first && mode === "made" ? "First version" : countWords(count)}
            </span>
          )}
          {count > 0 && (
            <>
              <button
                type="button"
                className="tool"
                aria-label="Previous change"
                title="Previous change (Shift F7)"
                onClick={() => step(-1)}
              >
                <ChevronUp size={15} strokeWidth={1.75} aria-hidden />
              </button>
              <button
                type="button"
                className="tool"
                aria-label="Next change"
                title="Next change (F7)"
                onClick={() => step(1)}
              >
                <ChevronDown size={15} strokeWidth={1.75} aria-hidden />
              </button>
            </>
          )}
          <span className="history-space" />
          {canRestore && count > 0 && (
            <Button onClick={() => restore((it) => restoreIn(session, it, () => true))}>
              {chosen < 0 ? "Restore what is committed" : "Restore this version"}
            </Button>
          )}
        </>
      }
    >
      <div className="document-scroll" ref={body}>
        <About version={list[chosen]} before={list[chosen + 1]} />
        <Shown
          compared={compared}
          versions={versions}
          path={path}
          label={`${title}, compared`}
          onRestore={
            canRestore
              ? (shown) =>
                  restore((it) =>
                    "pair" in shown
                      ? restoreItemIn(session, it, shown)
                      : restoreIn(session, it, (change) => isSame(change, shown.change)),
                  )
              : undefined
          }
        />
      </div>
    </HistoryFrame>
  );
}

/** The two texts to compare. */
function sidesOf(
  list: readonly DocumentVersion[],
  chosen: number,
  mode: Mode,
  text: string,
): readonly [before: Side, after: Side] {
  const now: Side = { kind: "text", text };
  const side = (index: number): Side => {
    const version = list[index];
    return version ? { kind: "version", version } : now;
  };
  if (chosen < 0) return [side(0), now];
  // The first version has no earlier one to compare with: it is shown without changes.
  if (mode === "made") return [side(Math.min(chosen + 1, list.length - 1)), side(chosen)];
  return [side(chosen), now];
}

const isSame = (a: BlockChange, b: BlockChange): boolean =>
  a.kind === b.kind &&
  ("before" in a ? a.before.id : undefined) === ("before" in b ? b.before.id : undefined) &&
  ("after" in a ? a.after.id : undefined) === ("after" in b ? b.after.id : undefined);

const countWords = (count: number): string =>
  count === 0 ? "No changes" : `${count} ${count === 1 ? "change" : "changes"}`;

function About({
  version,
  before,
}: {
  version: DocumentVersion | undefined;
  before: DocumentVersion | undefined;
}) {
  if (!version) return null;
  return (
    <div className="history-about">
      <h3>{version.subject || "No message"}</h3>
      <p className="soft">
        {timeOf(version.at)} · {version.author.name} ·{" "}
        <span className="mono">{version.commit.slice(0, 7)}</span>
      </p>
      {before && before.path !== version.path && (
        <p className="soft">
          Renamed from <span className="mono">{before.path}</span>
        </p>
      )}
      {version.body !== "" && <p className="history-message">{version.body}</p>}
    </div>
  );
}

function Shown({
  compared,
  versions,
  path,
  label,
  onRestore,
}: {
  compared: ReturnType<typeof useComparison>;
  versions: Versions;
  path: string;
  label: string;
  onRestore: ((shown: ShownChange | ShownItem) => void) | undefined;
}) {
  const problem = versions.problem ?? (compared.status === "failed" ? compared.problem : undefined);
  if (problem)
    return (
      <p className="history-problem" role="alert">
        {problem.message}
      </p>
    );
  if (!versions.list || compared.status !== "ready")
    return <div className="document-column" aria-busy="true" />;
  const { combined }: Comparison = compared.comparison;
  return <DiffView combined={combined} path={path} label={label} onRestore={onRestore} />;
}

/** Milliseconds from the last key to the next read of the text. */
const settleMs = 300;

/** The text as a save would write it now. It may change while the history is shown. */
function useText(session: Session): string {
  const [text, setText] = useState(() => session.text());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = ({ transaction }: { transaction: { docChanged: boolean } }) => {
      if (!transaction.docChanged) return;
      clearTimeout(timer);
      timer = setTimeout(() => setText(session.text()), settleMs);
    };
    session.editor.on("transaction", later);
    return () => {
      clearTimeout(timer);
      session.editor.off("transaction", later);
    };
  }, [session]);
  return text;
}

/** Goes from change to change, also with F7 and Shift F7. */
function useChangeSteps(body: RefObject<HTMLElement | null>, count: number): (by: 1 | -1) => void {
  const step = (by: 1 | -1) => {
    const heads = [...(body.current?.querySelectorAll<HTMLElement>("[data-change]") ?? [])];
    const here = heads.findIndex((head) => head.contains(window.document.activeElement));
    const next =
      heads[here < 0 && by < 0 ? heads.length - 1 : (here + by + heads.length) % heads.length];
    next?.scrollIntoView({ block: "center" });
    (next?.querySelector("button") ?? next)?.focus({ preventScroll: true });
  };
  const enabled = count > 0;
  useCommands([
    {
      id: "history.nextChange",
      title: "Next change",
      group: "Go",
      shortcut: "F7",
      enabled,
      run: () => step(1),
    },
    {
      id: "history.previousChange",
      title: "Previous change",
      group: "Go",
      shortcut: "Shift+F7",
      enabled,
      run: () => step(-1),
    },
  ]);
  return step;
}
