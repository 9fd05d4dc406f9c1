import type { FeatureSummary, ProjectSnapshot } from "@shared/contracts/project";
import { type Need, nextThatNeedsYou } from "@shared/runs/needs-you";
import { isActive } from "@shared/runs/words";
import { formats } from "@shared/specs/formats";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { BoardPane } from "../board/BoardPane";
import { useCommit } from "../documents/commit/use-commit";
import { DocumentPane } from "../documents/pane/DocumentPane";
import { useCommands } from "../store/commands";
import { goToNeed, needAt, useNeeds } from "../store/needs";
import { useProject } from "../store/open-project";
import { go, type Route, useRoute } from "../store/route";
import { routeFits } from "../store/route-memory";
import { useRun } from "../store/runs";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { shortcutWords } from "../ui/shortcut";
import { NewDocument } from "./NewDocument";
import { NewFeature, useNewFeature } from "./NewFeature";
import { ProjectState } from "./ProjectState";
import { BackAndForward } from "./places";
import { Rail } from "./Rail";
import { RecordingPlace } from "./recordings";
import { useRememberedRoute } from "./remembered-route";
import { Tabs } from "./Tabs";
import { useNeedNotices } from "./use-need-notices";

// The window opens on a document. The terminal and the player are loaded at their first use.
const ReviewPane = lazy(() =>
  import("../review/ReviewPane").then((it) => ({ default: it.ReviewPane })),
);
const ComparePane = lazy(() =>
  import("../review/compare/ComparePane").then((it) => ({ default: it.ComparePane })),
);
const RunPane = lazy(() => import("../runs/RunPane").then((it) => ({ default: it.RunPane })));
const SearchPane = lazy(() =>
  import("../runs/SearchPane").then((it) => ({ default: it.SearchPane })),
);
const AllRuns = lazy(() => import("../runs/AllRuns").then((it) => ({ default: it.AllRuns })));
const AgentSettings = lazy(() =>
  import("../settings/AgentSettings").then((it) => ({ default: it.AgentSettings })),
);
const RunList = lazy(() => import("../runs/RunList").then((it) => ({ default: it.RunList })));

/** The window with an open project: title bar, rail, and the route's place. */
export function Shell({ onSearch }: { onSearch: () => void }) {
  const project = useProject();
  const { route } = useRoute();
  const newFeature = useNewFeature();
  const needing = useNeeds();
  useNeedNotices();
  const [newDocumentIn, setNewDocumentIn] = useState<FeatureSummary>();
  const shown = routeFits(route, project) ? route : ({ place: "overview" } as const);
  const commit = useCommit(project, shown);
  useRememberedRoute(project);
  const feature = project.features.find(({ id }) => "feature" in shown && id === shown.feature);
  useCommands([
    ...goCommands(project, shown, needing, newFeature.open),
    {
      id: "document.new",
      title: "New document",
      group: "File",
      enabled: feature?.format === "spec-kit",
      run: () => setNewDocumentIn(feature),
    },
  ]);
  useEffect(() => {
    document.title = `${project.name} — Specwright`;
  }, [project.name]);

  return (
    <div className="shell">
      <TitleBar project={project} commit={commit.button} onSearch={onSearch} />
      <Rail project={project} route={shown} onNewFeature={newFeature.open} />
      <main className="main">
        <Suspense>
          <Place
            project={project}
            route={shown}
            onNewFeature={newFeature.open}
            onNewDocument={() => setNewDocumentIn(feature)}
          />
        </Suspense>
      </main>
      {commit.dialog}
      {newFeature.isOpen && <NewFeature onClose={newFeature.close} />}
      {newDocumentIn && (
        <NewDocument feature={newDocumentIn} onClose={() => setNewDocumentIn(undefined)} />
      )}
    </div>
  );
}

function TitleBar({
  project,
  commit,
  onSearch,
}: {
  project: ProjectSnapshot;
  commit: ReactNode;
  onSearch: () => void;
}) {
  const { branch } = project;
  return (
    <header className="title-bar">
      <span className="title-left">
        <BackAndForward project={project} />
        <span className="title-place cut" title={project.path}>
          <b>{project.name}</b>
          <span className="soft">
            {branch.kind === "branch" ? branch.name : `no branch, at ${branch.commit.slice(0, 7)}`}
          </span>
        </span>
      </span>
      <button type="button" className="title-search" onClick={onSearch}>
        <span>Search or run a command</span>
        <kbd>{shortcutWords("Mod+K")}</kbd>
      </button>
      <span className="title-right">
        <ProjectState project={project} />
        {commit}
      </span>
    </header>
  );
}

/** Replaces a run whose record was damaged and put aside, or that another program removed. */
function RunGone({ project: { features } }: { project: ProjectSnapshot }) {
  const [feature] = features;
  return (
    <EmptyState title="This run is not there any more">
      <p className="soft">It was discarded, and its record could not be kept with the others.</p>
      {feature && (
        <Button onClick={() => go({ place: "runs", feature: feature.id })}>Go to the runs</Button>
      )}
    </EmptyState>
  );
}

/** A run: its live terminal, or its recording. */
function RunPlace({
  project,
  route,
}: {
  project: ProjectSnapshot;
  route: Extract<Route, { place: "run" }>;
}) {
  const run = useRun(route.run);
  if (run === "reading") return null;
  if (run === undefined) return <RunGone project={project} />;
  const live = isActive(run) || run.state.phase === "start-failed";
  return live ? (
    <RunPane key={run.id} run={run} />
  ) : (
    <ReviewPane key={run.id} run={run} start={route} />
  );
}

function ComparePlace({
  project,
  route,
}: {
  project: ProjectSnapshot;
  route: Extract<Route, { place: "compare" }>;
}) {
  const left = useRun(route.left);
  const right = useRun(route.right);
  if (left === "reading" || right === "reading") return null;
  if (left === undefined || right === undefined) return <RunGone project={project} />;
  return <ComparePane key={`${left.id} ${right.id}`} left={left} right={right} />;
}

function Place({
  project,
  route,
  onNewFeature,
  onNewDocument,
}: {
  project: ProjectSnapshot;
  route: Route;
  onNewFeature: () => void;
  onNewDocument: () => void;
}) {
  if (route.place === "run") return <RunPlace project={project} route={route} />;
  if (route.place === "compare") return <ComparePlace project={project} route={route} />;
  if (route.place === "recording") return <RecordingPlace route={route} />;
  if (route.place === "settings") return <AgentSettings />;
  if (route.place === "search") return <SearchPane key={route.text} wanted={route.text} />;
  if (route.place === "overview")
    return <NoSpecs inner={project.inner ?? []} onNewFeature={onNewFeature} />;
  if (route.place === "all-runs") return <AllRuns focused={route.run} />;
  const feature = project.features.find(({ id }) => id === route.feature);
  return (
    <>
      <Tabs
        feature={feature}
        route={route}
        onNewDocument={feature?.format === "spec-kit" ? onNewDocument : undefined}
      />
      {route.place === "document" && (
        <DocumentPane key={route.path} project={project} feature={feature} path={route.path} />
      )}
      {route.place === "board" && feature && (
        <BoardPane key={feature.id} project={project} feature={feature} />
      )}
      {route.place === "runs" && feature && <RunList feature={feature} />}
    </>
  );
}

function NoSpecs({ inner, onNewFeature }: { inner: readonly string[]; onNewFeature: () => void }) {
  return (
    <EmptyState title={inner.length === 0 ? "No specs yet" : "No specs at the top"}>
      {inner.length > 0 && (
        <p className="soft">
          Folders of this repository have specs. Each opens as a project of its own from the list at
          the left.
        </p>
      )}
      <p className="soft">
        Features live in the folder <span className="mono">specs/</span> of this repository, one
        folder each, with a spec, a plan and tasks in Spec Kit’s format. Write the first one here,
        or let Spec Kit make it and it will appear.
      </p>
      <button type="button" className="btn primary" onClick={onNewFeature}>
        New feature
      </button>
    </EmptyState>
  );
}

function goCommands(
  project: ProjectSnapshot,
  route: Route,
  needing: readonly Need[],
  onNewFeature: () => void,
) {
  const feature = project.features.find(
    ({ id }) => "feature" in route && route.feature !== undefined && id === route.feature,
  );
  return [
    {
      id: "feature.new",
      title: "New feature",
      group: "File" as const,
      shortcut: "Mod+N",
      run: onNewFeature,
    },
    {
      id: "recordings.search",
      title: "Search recordings",
      group: "Go" as const,
      shortcut: "Mod+Shift+F",
      run: () => go({ place: "search", text: "" }),
    },
    {
      id: "go.settings",
      title: "Settings: agents",
      group: "Go" as const,
      shortcut: "Mod+,",
      run: () => go({ place: "settings" }),
    },
    {
      id: "go.runs",
      title: "Go to the runs",
      group: "Go" as const,
      shortcut: "Mod+Shift+J",
      run: () => go({ place: "all-runs" }),
    },
    {
      id: "go.board",
      title: "Go to the board",
      group: "Go" as const,
      shortcut: "Mod+J",
      enabled: feature !== undefined && formats[feature.format].tasks !== undefined,
      run: () => {
        if (feature) go({ place: "board", feature: feature.id });
      },
    },
    {
      id: "go.next",
      title: "Go to the next thing that needs you",
      group: "Go" as const,
      shortcut: "F8",
      enabled: needing.length > 0,
      run: () => {
        const next = nextThatNeedsYou(needing, needAt(route));
        if (next !== undefined) goToNeed(next);
      },
    },
  ];
}
