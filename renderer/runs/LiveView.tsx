import type { RunId } from "@shared/base/ids";
import { asProblem } from "@shared/base/problem";
import { scrollbackLines } from "@shared/contracts/terminal";
import type { RunSummary } from "@shared/runs/summary";
import { useMemo, useState } from "react";
import { attachTerminal, call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { noteTerminalSize } from "../store/terminal-size";
import { Button } from "../ui/Button";
import { bytes } from "../ui/bytes";
import { type LiveScreen, LiveTerminal } from "../ui/Terminal";
import { type FullDisk, type LiveSession, openLiveSession } from "./live-session";

interface LiveState {
  /** UTF-16 units that the live view did not get. */
  readonly skimmed: number;
  readonly over: boolean;
  /** The disk that the program waits for. */
  readonly disk?: FullDisk | undefined;
  /** Why the terminal could not be opened. */
  readonly failure?: string;
}

const begun: LiveState = { skimmed: 0, over: false };

/**
 * The live terminal of a run. Closing it leaves the run alone.
 * @param takesFocus whether the terminal has the focus when it opens
 */
export function LiveView({ run, takesFocus }: { run: RunSummary; takesFocus: boolean }) {
  const [attempt, setAttempt] = useState(0);
  const [{ skimmed, over, disk, failure }, setState] = useState(begun);
  const use = useMemo(
    () => createUse(run.id, takesFocus, (change) => setState((state) => ({ ...state, ...change }))),
    [run.id, takesFocus],
  );

  if (failure !== undefined)
    return (
      <div className="run-waits">
        <p role="alert">The live terminal could not be opened. {failure}</p>
        <Button
          onClick={() => {
            setState(begun);
            setAttempt(attempt + 1);
          }}
        >
          Try again
        </Button>
      </div>
    );
  return (
    <div className="run-live">
      <LiveTerminal
        key={attempt}
        label={`Terminal of ${run.task.id}`}
        scrollback={scrollbackLines}
        use={use}
      />
      {disk !== undefined && (
        <div className="run-notes run-held" role="alert">
          <p>
            {disk.stopped
              ? "The run is stopped. The end of its recording waits, because the disk is full."
              : "The disk is full, so the program waits. Nothing is lost."}{" "}
            Make room on the disk with <span className="mono">{disk.folder}</span>: it goes on by
            itself.
          </p>
        </div>
      )}
      <div className="run-notes" role="status">
        {skimmed > 0 && (
          <p>
            The live view skipped {bytes(skimmed)} that scrolled past. The recording has all of it.
          </p>
        )}
        {over && <p>The terminal has ended.</p>}
      </div>
    </div>
  );
}

function createUse(run: RunId, takesFocus: boolean, tell: (change: Partial<LiveState>) => void) {
  let session: LiveSession | undefined;
  return {
    open: (screen: LiveScreen) => {
      const life = new AbortController();
      attachTerminal(run, life.signal).then(
        (port) => {
          if (life.signal.aborted) return port.close();
          const live = openLiveSession(port, screen, {
            skimmed: (skimmed) => tell({ skimmed }),
            diskFull: (disk) => tell({ disk }),
            ended: () => tell({ over: true, disk: undefined }),
          });
          session = live;
          followWindow(live, life.signal);
          if (takesFocus) screen.focus();
        },
        (error: unknown) => {
          if (!life.signal.aborted) tell({ failure: asProblem(error).message });
        },
      );
      return () => {
        life.abort();
        session?.close();
        session = undefined;
      };
    },
    input: (data: string) => session?.input(data),
    resize: (cols: number, rows: number) => {
      noteTerminalSize(cols, rows);
      session?.resized(cols, rows);
    },
    link: (url: string) => {
      call("app.openLink", { url }).catch(sayProblem);
    },
  };
}

/** Tells a session when the person turns to this window or away from it, and when its colours change. */
function followWindow(session: LiveSession, signal: AbortSignal): void {
  const look = () => session.focused(document.hasFocus() && document.visibilityState === "visible");
  for (const type of ["focus", "blur"]) window.addEventListener(type, look, { signal });
  document.addEventListener("visibilitychange", look, { signal });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", session.coloured, { signal });
  look();
  session.coloured();
}
