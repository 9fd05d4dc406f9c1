import type { CallOutput } from "@shared/contracts";
import type { QueueState } from "@shared/contracts/queue";
import type { RunSummary } from "@shared/runs/summary";
import { useEffect, useState } from "react";
import { call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { change } from "../store/queue";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";

/** Places in use, the machine's load, and what acts on all runs. */
export function RunsHead({
  queue,
  active,
}: {
  queue: QueueState | undefined;
  active: readonly RunSummary[];
}) {
  const [stopping, setStopping] = useState(false);
  return (
    <>
      {queue && <Places places={queue.places} />}
      <Load />
      {queue && (queue.entries.length > 0 || queue.paused) && (
        <Button onClick={() => change(call("queue.pause", { paused: !queue.paused }))}>
          {queue.paused ? "Resume the queue" : "Pause the queue"}
        </Button>
      )}
      {active.length > 0 && (
        <Button kind="danger" onClick={() => setStopping(true)}>
          Stop all…
        </Button>
      )}
      {stopping && (
        <StopAllDialog
          runs={active}
          queued={queue?.entries.length ?? 0}
          onClose={() => setStopping(false)}
        />
      )}
    </>
  );
}

/** The most places that are drawn one by one. */
const drawnPlaces = 12;

/** The numbers from 1 to `most`. */
const numbersTo = (most: number): number[] => Array.from({ length: most }, (_, at) => at + 1);

function Places({ places: { taken, most, ofMachine } }: { places: QueueState["places"] }) {
  const set = (to: string) => {
    const number = Number(to);
    if (to === "") change(call("queue.setMost", {}));
    else if (Number.isInteger(number) && number >= 1 && number <= 100)
      change(call("queue.setMost", { most: number }));
  };
  return (
    <span className="places">
      {most <= drawnPlaces && (
        <span className="places-bar" aria-hidden>
          {numbersTo(most).map((place) => (
            <i key={place} className={place <= taken ? "taken" : ""} />
          ))}
        </span>
      )}
      <b>{taken} of</b>
      <input
        className="field"
        type="number"
        min={1}
        max={100}
        aria-label="Runs at once"
        title={`How many runs may go on at once. This machine takes ${ofMachine}; empty the field to use that.`}
        key={most}
        defaultValue={most}
        onChange={({ target }) => set(target.value)}
      />
      places
    </span>
  );
}

/** Milliseconds between two looks at the load. */
const loadEvery = 3000;
const gigabyte = 1024 ** 3;

function Load() {
  const [load, setLoad] = useState<CallOutput<"queue.load">>();
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") call("queue.load").then(setLoad, () => undefined);
    };
    look();
    const timer = setInterval(look, loadEvery);
    return () => clearInterval(timer);
  }, []);
  if (load === undefined) return null;
  const { processor, memory } = load;
  return (
    <span className="load soft">
      Processor <b>{Math.round(processor * 100)} %</b>, memory{" "}
      <b>{(memory.used / gigabyte).toFixed(1)}</b> of {Math.round(memory.total / gigabyte)} GB
    </span>
  );
}

function StopAllDialog({
  runs,
  queued,
  onClose,
}: {
  runs: readonly RunSummary[];
  queued: number;
  onClose: () => void;
}) {
  const [stopping, setStopping] = useState(false);
  const count = runs.length === 1 ? "1 run" : `${runs.length} runs`;
  const stop = async () => {
    setStopping(true);
    try {
      // Otherwise the next tasks would take the places that become free.
      if (queued > 0) await call("queue.pause", { paused: true });
      const ends = await Promise.allSettled(runs.map(({ id }) => call("runs.stop", { run: id })));
      for (const end of ends) if (end.status === "rejected") sayProblem(end.reason);
    } catch (error) {
      sayProblem(error);
    }
    onClose();
  };
  return (
    <Dialog title={`Stop ${count}?`} onCancel={onClose} width={440}>
      <p>
        The agents and everything they started end. Each working tree, its change and its recording
        are kept for review.
      </p>
      {queued > 0 && (
        <p>
          {queued === 1 ? "1 task stays" : `${queued} tasks stay`} in the queue, which is paused.
        </p>
      )}
      <DialogActions>
        <Button onClick={onClose}>Let them go on</Button>
        <Button kind="danger" disabled={stopping} onClick={() => void stop()}>
          Stop {count}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
