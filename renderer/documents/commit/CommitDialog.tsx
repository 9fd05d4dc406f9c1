import { asProblem } from "@shared/base/problem";
import type { Uncommitted } from "@shared/contracts/history";
import type { ProjectSnapshot } from "@shared/contracts/project";
import { type ChangedDocument, changeWords, proposeMessage } from "@shared/specs/changes";
import { featureOf } from "@shared/specs/folders";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { call } from "../../store/bridge";
import { fieldName } from "../../store/field-text";
import { useKeptText } from "../../store/kept-text";
import { say } from "../../store/notices";
import { flushDrafts, useSaveState } from "../../store/unsaved";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { FieldText, HiddenWarning, ShownText } from "../../ui/ShownText";
import { documentsWord } from "./documents-word";

/** Asks which spec documents to commit, and for the message. */
export function CommitDialog({
  project,
  feature,
  onClose,
}: {
  project: ProjectSnapshot;
  /** The feature whose documents are chosen at first. Without changes in that feature, all documents are chosen. */
  feature: string | undefined;
  onClose: () => void;
}) {
  const [found, setFound] = useState<Uncommitted>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>();
  const { text: written, write, sent } = useKeptText(fieldName("commit", project.path));
  const [refused, setRefused] = useState("");
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const save = useSaveState(({ state }) => state);
  // After the dialog has opened and focused its first field.
  useEffect(() => field.current?.focus(), []);

  // A document that changes meanwhile is read again. Choice and message stay.
  const changed = project.uncommitted?.join("\0");
  useEffect(() => {
    let shown = changed !== undefined;
    const look = async () => {
      await flushDrafts();
      const now = await call("history.uncommitted");
      if (!shown) return;
      setFound(now);
      setChosen((before) => before ?? new Set(firstChoice(now.documents, feature)));
    };
    look().catch((error: unknown) => {
      if (shown) setRefused(asProblem(error).message);
    });
    return () => {
      shown = false;
    };
  }, [changed, feature]);

  const documents = found?.documents ?? [];
  const chosenDocuments = documents.filter(({ path }) => chosen?.has(path));
  const message = written ?? proposeMessage(chosenDocuments);
  const ready = !busy && chosenDocuments.length > 0 && message.trim() !== "" && !found?.refusal;

  const commit = async () => {
    if (!ready) return;
    setBusy(true);
    setRefused("");
    try {
      await flushDrafts();
      const done = await call("history.commit", {
        paths: chosenDocuments.map(({ path }) => path),
        message,
      });
      sent();
      say(`Committed ${documentsWord(chosenDocuments.length)} as ${done.commit.slice(0, 7)}.`);
      onClose();
    } catch (error) {
      setRefused(asProblem(error).message);
      setBusy(false);
    }
  };
  const choose = (paths: readonly string[], on: boolean) =>
    setChosen((before = new Set()) => {
      const next = new Set(before);
      for (const path of paths) on ? next.add(path) : next.delete(path);
      return next;
    });

  return (
    <Dialog title="Commit documents" onCancel={onClose} width={620}>
      <form
        className="commit-form"
        aria-busy={found === undefined && refused === ""}
        onSubmit={(event) => {
          event.preventDefault();
          void commit();
        }}
      >
        {found && documents.length === 0 ? (
          <p className="soft">Every spec document is as it was committed last.</p>
        ) : (
          <>
            <HiddenWarning
              texts={[message, branchWords(project), ...chosenDocuments.map(({ path }) => path)]}
            />
            <fieldset className="commit-documents">
              <legend>
                <Check
                  checked={documents.length > 0 && chosenDocuments.length === documents.length}
                  mixed={chosenDocuments.length > 0 && chosenDocuments.length < documents.length}
                  onChange={(on) =>
                    choose(
                      documents.map(({ path }) => path),
                      on,
                    )
                  }
                >
                  <b>
                    {documents.length === 0
                      ? "Documents"
                      : `${chosenDocuments.length} of ${documentsWord(documents.length)}`}
                  </b>
                </Check>
                <span className="soft">
                  <ShownText text={branchWords(project)} />
                </span>
              </legend>
              <div className="commit-list">
                {documents.map((document) => (
                  <Check
                    key={document.path}
                    title={withHiddenMarked(document.path)}
                    checked={chosen?.has(document.path) ?? false}
                    onChange={(on) => choose([document.path], on)}
                  >
                    <span className="commit-name">
                      <span className="soft">
                        <ShownText text={folderOf(document.path)} />
                      </span>
                      <ShownText text={nameOf(document.path)} />
                    </span>
                    <span className="commit-change soft cut">
                      <ShownText text={wordsOf(document)} />
                    </span>
                  </Check>
                ))}
              </div>
            </fieldset>
            <label className="commit-message">
              Message
              <textarea
                className="field"
                rows={5}
                spellCheck
                ref={field}
                value={message}
                onChange={(event) => write(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
                  event.preventDefault();
                  void commit();
                }}
              />
            </label>
            <FieldText label="The message as it is committed" text={message} />
          </>
        )}
        <div className="commit-notes soft">
          {found && found.staged.length > 0 && (
            <p title={found.staged.map(withHiddenMarked).join("\n")}>
              <ShownText text={stagedWords(found.staged)} />
            </p>
          )}
          {(save?.kind === "draft" || save?.kind === "outside") && (
            <p>The open document has edits that are not in its file. They are not committed.</p>
          )}
          <p>Hooks are not run, and the commit is not signed.</p>
        </div>
        <p className="commit-refused" role="alert">
          {refused || found?.refusal?.message}
        </p>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready}>
            {busy ? "Committing" : `Commit ${documentsWord(chosenDocuments.length)}`}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Check({
  checked,
  mixed = false,
  title,
  onChange,
  children,
}: {
  checked: boolean;
  /** Some of the group's documents are chosen, and not all. */
  mixed?: boolean;
  title?: string;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  return (
    <label className="commit-check" title={title}>
      <input
        type="checkbox"
        checked={checked}
        ref={(input) => {
          if (input) input.indeterminate = mixed;
        }}
        onChange={(event) => onChange(event.target.checked)}
      />
      {children}
    </label>
  );
}

/** The feature's documents; all documents when the feature has none. */
function firstChoice(documents: readonly ChangedDocument[], feature: string | undefined): string[] {
  const paths = documents.map(({ path }) => path);
  const own = paths.filter((path) => featureOf(path) === feature);
  return own.length > 0 ? own : paths;
}

const folderOf = (path: string): string =>
  path.slice(0, path.lastIndexOf("/") + 1).replace(/^specs\//, "");
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const howWords = { added: "new", changed: "changed", removed: "deleted" } as const;

const wordsOf = ({ how, changes }: ChangedDocument): string =>
  changeWords(changes) ?? howWords[how];

const branchWords = ({ branch }: ProjectSnapshot): string =>
  branch.kind === "branch" ? `to ${branch.name}` : "no branch is checked out";

function stagedWords(staged: readonly string[]): string {
  const [first = "", second] = staged;
  const more = staged.length - 2;
  const names = [first, ...(second === undefined ? [] : [second])].join(", ");
  return `Staged, and left alone: ${names}${more > 0 ? ` and ${more} more` : ""}.`;
}
