import type { FeatureSummary } from "@shared/contracts/project";
import { go } from "../store/route";
import { useDamagedRuns, useRunPages } from "../store/runs";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { DamagedRuns } from "./DamagedRuns";
import { ImportedRuns, useImported } from "./ImportedRuns";
import { MoreRuns, RunTable } from "./RunTable";
import { SearchBox } from "./SearchBox";
import { SharedRuns, useSharedRuns } from "./SharedRuns";
import "./runs.css";

/** The runs of a feature, the newest first. */
export function RunList({ feature }: { feature: FeatureSummary }) {
  const pages = useRunPages(feature.id);
  const imported = useImported();
  const shared = useSharedRuns().filter((run) => run.feature === feature.id);
  const damagedRuns = useDamagedRuns();
  const runs = pages?.runs ?? [];
  const own = new Set(runs.map(({ id }) => id));
  const others = shared.filter(({ id }) => !own.has(id));
  if (pages === undefined) return <div className="run-list" aria-busy="true" />;
  if (runs.length === 0 && imported.length === 0 && others.length === 0 && damagedRuns.length === 0)
    return (
      <EmptyState title="No runs yet">
        <p className="soft">Start a task on the board; each attempt of an agent is kept here.</p>
        <Button onClick={() => go({ place: "board", feature: feature.id })}>Go to the board</Button>
      </EmptyState>
    );
  return (
    <div className="run-list">
      <SearchBox />
      {runs.length > 0 && (
        <RunTable
          caption={`Runs of ${feature.title}`}
          runs={runs}
          isShared={(run) => shared.some(({ id }) => id === run.id)}
        />
      )}
      {pages.more && <MoreRuns key={runs.length} onMore={pages.more} />}
      {damagedRuns.length > 0 && <DamagedRuns runs={damagedRuns} />}
      {others.length > 0 && <SharedRuns runs={others} />}
      {imported.length > 0 && <ImportedRuns imported={imported} />}
    </div>
  );
}
