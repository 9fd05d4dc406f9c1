import type { DamagedRun } from "@shared/runs/damaged-run";
import { useState } from "react";
import { call } from "../store/bridge";
import { say, sayProblem } from "../store/notices";
import { useTrust } from "../store/trust";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { TrustWords } from "../ui/TrustWords";

/** Runs whose record cannot be read: what is wrong with each, and the way to be rid of it. */
export function DamagedRuns({ runs }: { runs: readonly DamagedRun[] }) {
  const [asked, setAsked] = useState<DamagedRun>();
  return (
    <section className="damaged-runs" aria-label="Runs that cannot be read">
      <h3>Cannot be read</h3>
      <ul>
        {runs.map((run) => (
          <li key={run.id}>
            <span className="mono cut" title={run.folder}>
              {run.id}
            </span>
            <span className="soft damaged-reason">{run.reason}</span>
            <Button onClick={() => setAsked(run)}>Discard…</Button>
          </li>
        ))}
      </ul>
      {asked && <DiscardDamaged run={asked} onClose={() => setAsked(undefined)} />}
    </section>
  );
}

function DiscardDamaged({ run, onClose }: { run: DamagedRun; onClose: () => void }) {
  const [asking, setAsking] = useState(false);
  const trust = useTrust();
  const trusted = trust.risks?.trusted ?? true;
  const discard = async () => {
    setAsking(true);
    try {
      await trust.give();
      const { left } = await call("runs.discard", { run: run.id });
      if (left !== undefined) say(left);
    } catch (error) {
      sayProblem(error);
    }
    onClose();
  };
  return (
    <Dialog title="Discard this run?" onCancel={onClose}>
      <p>{run.reason}</p>
      <p>
        Its working tree and its branch are removed once their content is kept under a ref; what
        cannot be kept stays and is named. What is left of its record is put aside.
      </p>
      {trust.risks && !trusted && <TrustWords doing="Discarding" risks={trust.risks} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="danger" disabled={asking} onClick={discard}>
          {trusted ? "Discard run" : "Trust, then discard run"}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
