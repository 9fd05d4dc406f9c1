import type { RunId } from "@shared/base/ids";
import { asProblem } from "@shared/base/problem";
import type { RunSummary } from "@shared/runs/summary";
import { agentWords, runWord, waitsFor } from "@shared/runs/words";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import { CirclePlay, Hand } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { attachTerminal } from "../store/bridge";
import { Button } from "../ui/Button";
import { ShownText } from "../ui/ShownText";
import { type LiveScreen, TileTerminal } from "../ui/Terminal";
import { Word } from "../ui/Word";
import { Elapsed } from "./Elapsed";
import { type LiveSession, openLiveSession } from "./live-session";

/** A live run in the grid: its head, its terminal, and under it the question that it waits with. */
export function RunTile({
  run,
  stop,
  onOpen,
  onKeyDown,
}: {
  run: RunSummary;
  /** Whether Tab reaches this tile. */
  stop: boolean;
  onOpen: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}) {
  const tile = useRef<HTMLElement>(null);
  const [word, tone] = runWord(run.state);
  const question = waitsFor(run.state);
  const { id, title } = run.task;
  const type = () => tile.current?.querySelector<HTMLElement>(".terminal textarea")?.focus();
  return (
    <article className="tile" ref={tile} aria-label={`${id}, ${word}`} data-run={run.id}>
      <header className="tile-head">
        <div>
          {question === undefined ? (
            <CirclePlay size={14} className="tile-mark" aria-hidden />
          ) : (
            <Hand size={14} className="tile-mark waits" aria-hidden />
          )}
          <button
            type="button"
            className="tile-open"
            tabIndex={stop ? 0 : -1}
            title={withHiddenMarked(title)}
            onClick={onOpen}
            onKeyDown={onKeyDown}
          >
            <span className="mono faint">{id}</span> <ShownText text={title} />
          </button>
          <Word tone={tone}>{word}</Word>
        </div>
        <p className="soft">
          <span className="cut">
            <ShownText text={agentWords(run)} />
          </span>
          <span>
            · <Elapsed since={run.createdAt} />
          </span>
        </p>
      </header>
      {run.state.phase === "running" ? (
        <TileView run={run.id} label={`Terminal of ${id}`} />
      ) : (
        <p className="tile-waits">Making a working tree for this run.</p>
      )}
      {question !== undefined && (
        <section className="tile-question" aria-label={`Question of ${id}`}>
          <p>
            <ShownText text={question} />
          </p>
          {(run.permissions ?? []).map((ask) => (
            <p key={ask.id} className="mono tile-ask">
              <ShownText
                text={[ask.tool, ask.command ?? ask.file ?? ask.text ?? ""].join(" ").trim()}
              />
            </p>
          ))}
          <Button tabIndex={stop ? 0 : -1} onClick={type}>
            Answer in the terminal
          </Button>
        </section>
      )}
    </article>
  );
}

/** The terminal of a tile. It is drawn only, until the person goes into it. */
function TileView({ run, label }: { run: RunId; label: string }) {
  const [failure, setFailure] = useState<string>();
  const use = useMemo(() => createUse(run, setFailure), [run]);
  if (failure !== undefined)
    return (
      <p className="tile-waits" role="alert">
        The live terminal could not be opened. {failure}
      </p>
    );
  return <TileTerminal label={label} use={use} />;
}

function createUse(run: RunId, fail: (reason: string) => void) {
  let session: LiveSession | undefined;
  return {
    open(screen: LiveScreen) {
      const life = new AbortController();
      attachTerminal(run, life.signal).then(
        (port) => {
          if (life.signal.aborted) return port.close();
          // The session is told no size and no colours: only the run shown alone has a say in them.
          session = openLiveSession(port, screen, {
            skimmed: () => undefined,
            diskFull: () => undefined,
            ended: () => undefined,
          });
        },
        (error: unknown) => {
          if (!life.signal.aborted) fail(asProblem(error).message);
        },
      );
      return () => {
        life.abort();
        session?.close();
        session = undefined;
      };
    },
    input: (data: string) => session?.input(data),
  };
}
