import type { RunId } from "@shared/base/ids";
import { isActive } from "@shared/runs/words";
import { useState } from "react";
import { z } from "zod";
import { usePreference } from "../store/preferences";
import { useQueue } from "../store/queue";
import { useRunPages, useRuns } from "../store/runs";
import { EmptyState } from "../ui/EmptyState";
import { Segmented } from "../ui/Segmented";
import { QueueStrip } from "./QueueStrip";
import { RunGrid } from "./RunGrid";
import { RunsHead } from "./RunsHead";
import { MoreRuns, RunTable } from "./RunTable";
import { SearchBox } from "./SearchBox";
import "./runs.css";
import "./all-runs.css";

const viewSchema = z.enum(["grid", "list"]);
const views = [
  { value: "grid", title: "Grid" },
  { value: "list", title: "List" },
] as const;

/** The runs of all features: the live ones as terminals or as a list, the finished ones, and the queue. */
export function AllRuns({ focused }: { focused: RunId | undefined }) {
  const queue = useQueue();
  const active = useRuns().filter(isActive);
  const [tab, setTab] = useState<"live" | "finished">("live");
  const [view, setView] = usePreference<typeof viewSchema>("runs-view", viewSchema, "grid");
  return (
    <div className="all-runs">
      <div className="runs-head">
        <h1>Runs</h1>
        <div role="tablist" aria-label="Runs">
          {(["live", "finished"] as const).map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={tab === name}
              tabIndex={tab === name ? 0 : -1}
              onClick={() => setTab(name)}
              onKeyDown={(event) => {
                if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
                setTab(name === "live" ? "finished" : "live");
                const { nextElementSibling: next, previousElementSibling: before } =
                  event.currentTarget;
                const other = next ?? before;
                if (other instanceof HTMLElement) other.focus();
              }}
            >
              {name === "live" ? `Live ${active.length}` : "Finished"}
            </button>
          ))}
        </div>
        <span className="runs-acts">
          {tab === "live" && active.length > 0 && (
            <Segmented label="View" options={views} value={view} onChange={setView} />
          )}
          <RunsHead queue={queue} active={active} />
        </span>
      </div>
      {queue?.wrong !== undefined && (
        <p className="runs-wrong" role="alert">
          {queue.wrong}
        </p>
      )}
      {tab === "finished" && <Finished />}
      {tab === "live" && active.length === 0 && (
        <EmptyState title="No run goes on">
          <p className="soft">
            {(queue?.entries.length ?? 0) > 0
              ? "The tasks below wait in the queue, each with the reason."
              : "Choose tasks on a board with X and start them with S. Each agent’s terminal appears here."}
          </p>
        </EmptyState>
      )}
      {tab === "live" &&
        active.length > 0 &&
        (view === "grid" ? (
          <RunGrid runs={active} focused={focused} />
        ) : (
          <div className="run-list">
            <RunTable caption="Live runs" runs={active} />
          </div>
        ))}
      <QueueStrip entries={queue?.entries ?? []} />
    </div>
  );
}

function Finished() {
  const pages = useRunPages(undefined);
  if (pages === undefined) return <div className="run-list" aria-busy="true" />;
  const runs = pages.runs.filter((run) => !isActive(run));
  return (
    <div className="run-list">
      <SearchBox />
      {runs.length === 0 ? (
        <EmptyState title="No run has ended yet">
          <p className="soft">Each attempt of an agent is kept here, with its recording.</p>
        </EmptyState>
      ) : (
        <RunTable caption="Finished runs" runs={runs} />
      )}
      {pages.more && <MoreRuns key={pages.runs.length} onMore={pages.more} />}
    </div>
  );
}
