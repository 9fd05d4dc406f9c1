import { asProblem } from "@shared/base/problem";
import { useEffect, useState } from "react";
import { call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { openProject } from "../store/open-project";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";

/** Asks for the sample project's folder, then creates the project and opens it. */
export function SampleDialog({ onClose }: { onClose: () => void }) {
  const [proposed, setProposed] = useState("");
  // A late proposal does not replace the text that the person wrote.
  const [written, setWritten] = useState<string>();
  const path = written ?? proposed;
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    call("project.sampleFolder").then((folder) => setProposed(folder.path), sayProblem);
  }, []);

  const create = async () => {
    setBusy(true);
    setRefused(undefined);
    try {
      const made = await call("project.createSample", { path });
      await openProject(made.path);
      onClose();
    } catch (error) {
      setRefused(asProblem(error).message);
    } finally {
      setBusy(false);
    }
  };
  const choose = async () => {
    const chosen = await call("app.chooseFolder", { title: "Where the sample project goes" });
    if (chosen) setWritten(chosen.path);
  };

  return (
    <Dialog title="Sample project" onCancel={onClose} width={540}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <p className="soft">
          A small program with tests, a constitution, and one feature with a spec, a plan and tasks,
          as a git repository of its own. A scripted model does the tasks, through the same tools
          and the same terminal as a real one.
        </p>
        <label className="sample-folder">
          Folder
          <span className="sample-row">
            <input
              className="field mono"
              value={path}
              spellCheck={false}
              aria-describedby="sample-refused"
              onChange={(event) => setWritten(event.target.value)}
            />
            <Button onClick={() => choose().catch(sayProblem)}>Choose</Button>
          </span>
        </label>
        <p id="sample-refused" className="sample-refused" role="alert">
          {refused}
        </p>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy || path === ""}>
            {busy ? "Creating" : "Create and open"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
