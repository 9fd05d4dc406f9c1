import { useState } from "react";
import { call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { go } from "../store/route";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";

export function useNewFeature() {
  const [isOpen, setOpen] = useState(false);
  return { isOpen, open: () => setOpen(true), close: () => setOpen(false) };
}

/** Asks for a feature's name and writes its spec from the project's template. */
export function NewFeature({ onClose }: { onClose: () => void }) {
  const [title, setTitle] = useState("");
  const create = async () => {
    const feature = await call("project.createFeature", { title: title.trim() });
    const [document] = feature.documents;
    onClose();
    if (document) go({ place: "document", feature: feature.id, path: document.path });
  };
  return (
    <Dialog title="New feature" onCancel={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create().catch(sayProblem);
        }}
      >
        <label>
          What is it called?
          <input
            className="field"
            ref={(input) => input?.focus()}
            maxLength={120}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
        <p className="soft">
          Makes the next folder in <span className="mono">specs/</span> with a spec from the
          template.
        </p>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={title.trim() === ""}>
            Write the spec
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
