import type { FeatureSummary, ProjectSnapshot } from "@shared/contracts/project";
import { latestRuns } from "@shared/runs/latest-first";
import type { RunSummary } from "@shared/runs/summary";
import { isActive, runWord, waitsFor } from "@shared/runs/words";
import { formats, specFormats } from "@shared/specs/formats";
import { Plus, SlidersHorizontal } from "lucide-react";
import { Fragment, memo, type ReactNode } from "react";
import { sayProblem } from "../store/notices";
import { openProject } from "../store/open-project";
import { go, type Route } from "../store/route";
import { readOverview, useRuns, useRunsKnown, useRunsToDecide } from "../store/runs";
import { Button } from "../ui/Button";
import { Word } from "../ui/Word";
import { ProgressDetail, ProgressWord } from "./FeatureProgress";
import { NeedsYou } from "./NeedsYou";

/** The features, the latest runs and the project's own documents. */
export function Rail({
  project,
  route,
  onNewFeature,
}: {
  project: ProjectSnapshot;
  route: Route;
  onNewFeature: () => void;
}) {
  return (
    <div className="rail">
      <NeedsYou route={route} />
      <nav className="rail-list" aria-label="Project">
        <div className="rail-head">
          <h2>Features</h2>
          <button type="button" className="icon" aria-label="New feature" onClick={onNewFeature}>
            <Plus size={14} aria-hidden />
          </button>
        </div>
        {specFormats.map((format) => {
          const features = project.features.filter((feature) => feature.format === format);
          if (features.length === 0)
            return format === "spec-kit" && <p className="rail-none">None yet</p>;
          return (
            <Fragment key={format}>
              {format !== "spec-kit" && <h2>{formats[format].heading}</h2>}
              {features.map((feature) => (
                <FeatureRow
                  key={feature.id}
                  feature={feature}
                  here={"feature" in route && route.feature === feature.id}
                />
              ))}
            </Fragment>
          );
        })}
        <OtherProjects project={project} />
        <LatestRuns route={route} />
        <h2>Project</h2>
        {project.constitution !== undefined && (
          <Row
            number="§"
            name="Constitution"
            here={route.place === "document" && route.path === project.constitution}
            onGo={() => {
              if (project.constitution !== undefined)
                go({ place: "document", feature: undefined, path: project.constitution });
            }}
          />
        )}
        <Row
          number={<SlidersHorizontal size={13} aria-hidden />}
          name="Settings"
          here={route.place === "settings"}
          onGo={() => go({ place: "settings" })}
        />
      </nav>
    </div>
  );
}

/** A project's latest runs. A feature's Runs tab has all of its runs. */
function LatestRuns({ route }: { route: Route }) {
  const runs = useRuns();
  const status = useRunsKnown();
  return (
    <>
      <h2>
        <button
          type="button"
          className="rail-link"
          aria-current={route.place === "all-runs" ? "page" : undefined}
          onClick={() => go({ place: "all-runs" })}
        >
          <span>Runs</span>
          <small>{goingWords(runs)}</small>
        </button>
      </h2>
      {status === "reading" && (
        <p className="rail-none late" role="status">
          Being read
        </p>
      )}
      {status === "failed" && (
        <p className="rail-none">
          Could not be read{" "}
          <Button kind="quiet" onClick={readOverview}>
            Read again
          </Button>
        </p>
      )}
      {status === "known" && runs.length === 0 && <p className="rail-none">None yet</p>}
      {runs.slice(0, latestRuns).map((run) => {
        const [word, tone] = runWord(run.state);
        return (
          <Row
            key={run.id}
            number={run.task.id}
            name={run.task.title}
            here={route.place === "run" && route.run === run.id}
            onGo={() => go({ place: "run", run: run.id })}
          >
            <Word tone={tone} sign={waitsFor(run.state) !== undefined}>
              {word}
            </Word>
          </Row>
        );
      })}
    </>
  );
}

/** "4 running, 2 waiting"; empty where no run goes on. */
function goingWords(runs: readonly RunSummary[]): string {
  const active = runs.filter(isActive);
  const waiting = active.filter(({ state }) => waitsFor(state) !== undefined).length;
  return [
    ...(active.length > waiting ? [`${active.length - waiting} running`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
  ].join(", ");
}

/** Links from a repository to the projects in its folders, and back. */
function OtherProjects({ project: { path, within, inner = [] } }: { project: ProjectSnapshot }) {
  if (within === undefined && inner.length === 0) return null;
  return (
    <>
      <h2>Projects in this repository</h2>
      {within !== undefined && (
        <Row
          number=".."
          name="The whole repository"
          here={false}
          onGo={() => openProject(path.slice(0, -within.length - 1)).catch(sayProblem)}
        />
      )}
      {inner.map((folder) => (
        <Row
          key={folder}
          number="/"
          name={folder}
          here={false}
          onGo={() => openProject(`${path}/${folder}`).catch(sayProblem)}
        />
      ))}
    </>
  );
}

/** A change of one document draws one of perhaps 500 rows again, because all other features stay the same objects. */
const FeatureRow = memo(function FeatureRow({
  feature,
  here,
}: {
  feature: FeatureSummary;
  here: boolean;
}) {
  const waiting = useRunsToDecide().filter(({ feature: of }) => of === feature.id).length;
  // Until the runs are known, the step may be wrong and is left out.
  const inReview = useRunsKnown() === "known" ? waiting : undefined;
  const planned = formats[feature.format].tasks !== undefined;
  return (
    <>
      <Row
        number={feature.number}
        name={feature.title}
        here={here}
        onGo={() => openFeature(feature)}
      >
        {planned && inReview !== undefined && (
          <ProgressWord feature={feature} inReview={inReview} />
        )}
      </Row>
      {here && planned && <ProgressDetail feature={feature} inReview={inReview} />}
    </>
  );
});

function Row({
  number,
  name,
  here,
  onGo,
  children,
}: {
  number: ReactNode;
  name: string;
  here: boolean;
  onGo: () => void;
  children?: ReactNode;
}) {
  return (
    <button
      type="button"
      className="rail-row"
      aria-current={here ? "page" : undefined}
      title={name}
      onClick={onGo}
    >
      <span className="rail-number">{number}</span>
      <span className="cut">{name}</span>
      {children}
    </button>
  );
}

function openFeature(feature: FeatureSummary): void {
  const [document] = feature.documents;
  if (document) go({ place: "document", feature: feature.id, path: document.path });
  else go({ place: "board", feature: feature.id });
}
