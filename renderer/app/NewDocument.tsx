import { asProblem } from "@shared/base/problem";
import type { FeatureSummary } from "@shared/contracts/project";
import {
  checklistNameProblem,
  type DocumentKind,
  documentKinds,
  documentPath,
} from "@shared/specs/documents";
import { useId, useState } from "react";
import { call } from "../store/bridge";
import { fieldName } from "../store/field-text";
import { useKeptText } from "../store/kept-text";
import { useProject } from "../store/open-project";
import { go } from "../store/route";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import "./new.css";

/** Asks for the feature's next document, and writes it from the project's template. */
export function NewDocument({
  feature,
  onClose,
}: {
  feature: FeatureSummary;
  onClose: () => void;
}) {
  const has = (kind: DocumentKind) =>
    kind !== "checklist" && isThere(feature, documentPath(feature.folder, kind, ""));
  const [kind, setKind] = useState<DocumentKind>(
    documentKinds.find((each) => !has(each.kind))?.kind ?? "checklist",
  );
  const project = useProject().path;
  const {
    text: name = "",
    write,
    sent,
  } = useKeptText(fieldName("new-document", project, feature.id));
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const path = documentPath(feature.folder, kind, name);
  const problem = kind === "checklist" ? nameProblem(feature, name, path) : undefined;
  const [refused, setRefused] = useState<string>();

  const create = async () => {
    const created = await call("project.createDocument", { feature: feature.id, kind, name });
    sent();
    onClose();
    go({ place: "document", feature: feature.id, path: created.path });
  };
  return (
    <Dialog title="New document" onCancel={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (problem !== undefined) return;
          setBusy(true);
          create()
            .catch((error: unknown) => setRefused(asProblem(error).message))
            .finally(() => setBusy(false));
        }}
      >
        <fieldset className="new-kinds">
          <legend>Which document of {feature.title}?</legend>
          {documentKinds.map((each) => (
            <label key={each.kind} className={has(each.kind) ? "faint" : undefined}>
              <input
                type="radio"
                name={`${id}-kind`}
                checked={kind === each.kind}
                disabled={has(each.kind)}
                // The first possible choice has the focus, so Enter is enough.
                ref={(input) => {
                  if (input?.checked && document.activeElement === document.body) input.focus();
                }}
                onChange={() => {
                  setKind(each.kind);
                  setRefused(undefined);
                }}
              />
              <span>{each.title}</span>
              {has(each.kind) && <small>there already</small>}
            </label>
          ))}
        </fieldset>
        {kind === "checklist" && (
          <label className="new-name">
            What does it check?
            <input
              className="field"
              value={name}
              maxLength={80}
              aria-invalid={asked && problem !== undefined}
              aria-describedby={`${id}-problem`}
              onChange={(event) => write(event.target.value)}
            />
          </label>
        )}
        <p id={`${id}-problem`} className="new-problem" role="status">
          {asked || name !== "" ? (problem ?? refused) : refused}
        </p>
        <dl className="new-facts">
          <dt>Makes</dt>
          <dd className="mono">
            {kind === "checklist" && name.trim() === ""
              ? `${feature.folder}/checklists/….md`
              : path}
          </dd>
        </dl>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            Write from the template
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const isThere = ({ documents }: FeatureSummary, path: string): boolean =>
  documents.some((document) => document.path === path);

function nameProblem(feature: FeatureSummary, name: string, path: string): string | undefined {
  if (isThere(feature, path)) return "There is a checklist of that name. Give this one another.";
  return checklistNameProblem(name);
}
