import { asProblem } from "@shared/base/problem";
import type { CallOutput } from "@shared/contracts";
import { slugOf } from "@shared/specs/feature-name";
import { useEffect, useState } from "react";
import { call } from "../store/bridge";
import { fieldName } from "../store/field-text";
import { useKeptText } from "../store/kept-text";
import { useProject } from "../store/open-project";
import { go } from "../store/route";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import "./new.css";

export function useNewFeature() {
  const [isOpen, setOpen] = useState(false);
  return { isOpen, open: () => setOpen(true), close: () => setOpen(false) };
}

/** Asks for a feature's name and writes its spec from the project's template. */
export function NewFeature({ onClose }: { onClose: () => void }) {
  const { path } = useProject();
  const { text: title = "", write, sent } = useKeptText(fieldName("new-feature", path));
  const [next, setNext] = useState<CallOutput<"project.nextFeature">>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const refuse = (error: unknown) => setProblem(asProblem(error).message);
  useEffect(() => {
    call("project.nextFeature")
      .then(setNext)
      .catch((error: unknown) => setProblem(asProblem(error).message));
  }, []);

  const create = async () => {
    const feature = await call("project.createFeature", { title: title.trim() });
    sent();
    const [document] = feature.documents;
    onClose();
    if (document) go({ place: "document", feature: feature.id, path: document.path });
  };
  return (
    <Dialog title="New feature" onCancel={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setBusy(true);
          create()
            .catch(refuse)
            .finally(() => setBusy(false));
        }}
      >
        <label>
          What is it called?
          <input
            className="field"
            ref={(input) => input?.focus()}
            maxLength={120}
            value={title}
            onChange={(event) => write(event.target.value)}
          />
        </label>
        <dl className="new-facts">
          <dt>Makes</dt>
          <dd className="mono">
            specs/{next?.prefix ?? "…"}-{title.trim() === "" ? "…" : slugOf(title)}/spec.md
          </dd>
          <dt>From</dt>
          <dd className={next?.template === undefined ? undefined : "mono"}>
            {next?.template ?? "the template that comes with the app"}
          </dd>
        </dl>
        <p className="new-problem" role="status">
          {problem}
        </p>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy || title.trim() === ""}>
            Write the spec
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
