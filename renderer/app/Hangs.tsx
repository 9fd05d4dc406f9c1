import type { CallInput } from "@shared/contracts";
import type { Health } from "@shared/contracts/app";
import { useEffect, useState } from "react";
import { call, on } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { Button } from "../ui/Button";

type Process = CallInput<"app.restart">["process"];

/** The sentences about a process that does not respond. */
const hangWords: Record<Process, { readonly text: string; readonly restart: string }> = {
  engine: {
    text: "Specwright's engine does not answer, so saving and runs wait. Your edits are kept as drafts. A restart does not end the runs that go on.",
    restart: "Restart the engine",
  },
  terminals: {
    text: "The terminals do not answer. A restart ends the runs that go on; their recordings are kept.",
    restart: "Restart the terminals",
  },
};

/** Names the processes that hang or have ended, until they respond or are started again. */
export function Hangs() {
  const [health, setHealth] = useState<Health>();
  useEffect(() => {
    let told = false;
    const stop = on("app.health", (next) => {
      told = true;
      setHealth(next);
    });
    // A process may have stopped responding before this page was loaded.
    call("app.health").then((now) => {
      if (!told) setHealth(now);
    }, sayProblem);
    return stop;
  }, []);
  if (health === undefined) return null;
  const processes: readonly Process[] = ["engine", "terminals"];
  return (
    <>
      {health.engine.state === "ended" && <Ended reason={health.engine.reason} />}
      {health.commands.state === "apart" && <CommandsApart reason={health.commands.reason} />}
      {processes.map(
        (process) =>
          health[process].state === "hangs" && (
            <div key={process} className="notice stop">
              <div className="notice-text">
                {hangWords[process].text}
                <div className="notice-actions">
                  <Button onClick={() => restart(process)}>{hangWords[process].restart}</Button>
                </div>
              </div>
            </div>
          ),
      )}
    </>
  );
}

/** Shows that the command line works beside the app, until the person closes the notice. */
function CommandsApart({ reason }: { readonly reason: string }) {
  const [closed, setClosed] = useState<string>();
  if (closed === reason) return null;
  return (
    <div className="notice stop">
      <div className="notice-text">
        The command line cannot reach this window, so what it does shows here late. {reason}
        <div className="notice-actions">
          <Button onClick={() => setClosed(reason)}>Close this notice</Button>
        </div>
      </div>
    </div>
  );
}

/** Shows that the engine has ended and does not start again by itself. */
function Ended({ reason }: { readonly reason: string }) {
  return (
    <div className="notice stop">
      <div className="notice-text">
        {reason} Nothing can be opened or saved without the engine. Your drafts are kept, and your
        files are as they were saved.
        <div className="notice-actions">
          <Button onClick={() => restart("engine")}>Start the engine again</Button>
          <Button onClick={() => call("app.quit").catch(sayProblem)}>Quit Specwright</Button>
        </div>
      </div>
    </div>
  );
}

const restart = (process: Process) => call("app.restart", { process }).catch(sayProblem);
