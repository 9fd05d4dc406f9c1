import type { ProjectTop } from "@shared/base/ids";
import type { FeatureSummary, ProjectSnapshot } from "@shared/contracts/project";
import { useCallback, useEffect, useRef, useState } from "react";
import { call, on } from "../../store/bridge";
import { useCommands } from "../../store/commands";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { type Loaded, loadDocument } from "../keeping/loading";
import { Readings } from "../keeping/readings";
import { SourceDocument } from "../source/SourceDocument";
import type { View } from "../source/use-views";
import { viewCommands } from "./document-commands";
import { RichDocument } from "./RichDocument";
import "./document.css";

/**
 * One document of the project, for reading and editing. Edits are kept as drafts at once and saved to the file
 * by themselves; `useSaveState` has the state of the save.
 */
export function DocumentPane({
  project,
  feature,
  path,
}: {
  project: ProjectSnapshot;
  feature: FeatureSummary | undefined;
  path: string;
}) {
  const title =
    feature?.documents.find((document) => document.path === path)?.title ??
    (path === project.constitution ? "Constitution" : (path.split("/").at(-1) ?? path));
  return (
    <OneDocument
      key={`${project.path}\0${path}`}
      project={project.path}
      path={path}
      title={title}
      feature={feature}
      constitution={project.constitution}
    />
  );
}

function OneDocument({
  project,
  path,
  title,
  feature,
  constitution,
}: {
  project: ProjectTop;
  path: string;
  title: string;
  feature: FeatureSummary | undefined;
  constitution: string | undefined;
}) {
  const [loaded, setLoaded] = useState<Loaded>();
  // The view that the person chose before the document was loaded.
  const [first, setFirst] = useState<View>("rich");
  const turn = (view: View) => setFirst((now) => (now === view ? "rich" : view));
  useCommands(
    loaded ? [] : viewCommands({ source: () => turn("source"), split: () => turn("split") }),
  );
  const readings = useRef<Readings | undefined>(undefined);
  const reload = useCallback(() => readings.current?.ask(), []);

  useEffect(() => {
    const documentReadings = new Readings(
      (signal) => loadDocument(project, path, signal),
      setLoaded,
    );
    readings.current = documentReadings;
    documentReadings.ask();
    // The keeper of an open editor follows the file. Every other document is read again.
    const off = on("documents.changed", (event) => {
      if (event.path === path) documentReadings.look();
    });
    return () => {
      off();
      documentReadings.end();
    };
  }, [project, path]);

  const mayEnd = loaded !== undefined && loaded.kind !== "failed" && loaded.locked?.mayEnd;
  useEffect(() => {
    if (!mayEnd) return;
    // A permission can change in another program, and no event reports it.
    const look = () => {
      const again = () => readings.current?.look();
      void call("documents.read", { path }).then(
        ({ readOnly }) => readOnly === undefined && again(),
        again,
      );
    };
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [mayEnd, path]);

  if (!loaded) return <section className="document-pane" aria-label={title} aria-busy="true" />;
  switch (loaded.kind) {
    case "rich":
      return (
        <RichDocument
          project={project}
          path={path}
          title={title}
          feature={feature}
          constitution={constitution}
          loaded={loaded}
          first={first}
          onReload={reload}
        />
      );
    case "source":
      return (
        <SourceDocument
          project={project}
          path={path}
          title={title}
          loaded={loaded}
          onReload={reload}
        />
      );
    case "failed":
      return (
        <section className="document-pane" aria-label={title}>
          <EmptyState title={`${title} cannot be shown`}>
            <p className="soft">{loaded.problem.message}</p>
            <Button onClick={reload}>Try again</Button>
          </EmptyState>
        </section>
      );
  }
}
