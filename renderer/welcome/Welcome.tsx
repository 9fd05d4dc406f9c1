import type { RecentProject } from "@shared/contracts/project";
import { useEffect, useState } from "react";
import { call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { openProject, useProjectState } from "../store/open-project";
import { Button } from "../ui/Button";
import { when } from "../ui/time";
import { Refusal } from "./Refusal";
import { SampleDialog } from "./SampleDialog";
import "./welcome.css";

/** The first screen: the projects that can be opened, and the reason why a requested one could not be. */
export function Welcome({ onChoose }: { onChoose: () => Promise<void> }) {
  const state = useProjectState();
  const [sample, setSample] = useState(false);
  const choose = () => {
    onChoose().catch(sayProblem);
  };
  if (state.status === "starting") return <main className="welcome" aria-busy="true" />;
  return (
    <main className="welcome">
      <div className="welcome-column">
        {state.status === "refused" ? (
          <Refusal path={state.path} problem={state.problem} onChoose={choose} />
        ) : (
          <First
            opening={state.status === "opening" ? state.path : undefined}
            onChoose={choose}
            onSample={() => setSample(true)}
          />
        )}
        <Recent />
      </div>
      {sample && <SampleDialog onClose={() => setSample(false)} />}
    </main>
  );
}

function First({
  opening,
  onChoose,
  onSample,
}: {
  opening: string | undefined;
  onChoose: () => void;
  onSample: () => void;
}) {
  return (
    <>
      <h1>Specwright</h1>
      <p className="welcome-lead">
        Write what you want as a spec. Let agents do the tasks, each in its own working tree. Watch,
        review and replay what they did.
      </p>
      <div className="welcome-actions">
        <Button kind="primary" autoFocus onClick={onSample}>
          Try the sample project
        </Button>
        <Button onClick={onChoose}>Open a repository</Button>
      </div>
      <p className="soft" role="status">
        {opening === undefined
          ? "The sample runs without an account, a key or a network."
          : `Opening ${opening}`}
      </p>
    </>
  );
}

function Recent() {
  const [recent, setRecent] = useState<readonly RecentProject[]>([]);
  useEffect(() => {
    call("project.recent").then(setRecent, sayProblem);
  }, []);
  if (recent.length === 0) return null;
  return (
    <section className="welcome-recent" aria-label="Recent">
      <h2>Recent</h2>
      <ul>
        {recent.map((project) => (
          <li key={project.path}>
            <button type="button" className="recent-row" onClick={() => openProject(project.path)}>
              <span className="recent-name cut">{project.name}</span>
              <span className="mono faint cut" title={project.path}>
                {project.path}
              </span>
              <span className="faint">{project.missing ? "missing" : when(project.openedAt)}</span>
            </button>
            <Button
              kind="quiet"
              aria-label={`Forget ${project.name}`}
              onClick={() => {
                setRecent(recent.filter(({ path }) => path !== project.path));
                call("project.forget", { path: project.path }).catch(sayProblem);
              }}
            >
              Forget
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
