import type { Problem, ProblemCode } from "@shared/base/problem";
import { call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { openProject, showWelcome } from "../store/open-project";
import { Button } from "../ui/Button";

interface Help {
  readonly title: string;
  /** Undefined when the problem's own sentence says what to do. */
  readonly text?: string;
  /** The app's remedy. The folder is opened again afterwards. */
  readonly mend?: { readonly label: string; run(path: string): Promise<unknown> };
}

const help: Partial<Record<ProblemCode, Help>> = {
  "not-a-repository": {
    title: "This folder is not a git repository",
    text: "Specwright keeps specs, tasks and changes in git. A repository can be made here; the files in the folder stay as they are.",
    mend: {
      label: "Make a repository here",
      run: async (path) => {
        await call("project.initialise", { path });
        await call("project.firstCommit", { path });
      },
    },
  },
  "no-commits": {
    title: "This repository has no commits yet",
    text: "A run starts from a commit. An empty first commit is enough; your files stay uncommitted until you commit them.",
    mend: {
      label: "Make an empty first commit",
      run: (path) => call("project.firstCommit", { path }),
    },
  },
  "bare-repository": {
    title: "There are no files to work on here",
  },
  "folder-missing": {
    title: "This folder is not there",
    text: "It may have been moved or renamed, or its drive is not connected.",
  },
  "not-a-folder": {
    title: "This is a file, not a folder",
    text: "Choose the folder of a git repository.",
  },
};

/** The reason why a folder was not opened, and the possible remedies. */
export function Refusal({
  path,
  problem,
  onChoose,
}: {
  path: string;
  problem: Problem;
  onChoose: () => void;
}) {
  const known = help[problem.code];
  const mend = known?.mend;
  const attempt = async (): Promise<void> => {
    if (!mend) return;
    await mend.run(path);
    await openProject(path);
  };
  return (
    <>
      <h1>{known?.title ?? "This folder could not be opened"}</h1>
      <p className="mono soft refusal-path">{path}</p>
      <p className="welcome-lead">{known?.text ?? problem.message}</p>
      {problem.detail !== undefined && problem.detail !== path && (
        <details className="soft">
          <summary>Details</summary>
          <pre className="mono refusal-detail">{problem.detail}</pre>
        </details>
      )}
      <div className="welcome-actions">
        {mend && (
          <Button kind="primary" onClick={() => attempt().catch(sayProblem)}>
            {mend.label}
          </Button>
        )}
        <Button kind={mend ? "plain" : "primary"} autoFocus onClick={onChoose}>
          Open another folder
        </Button>
        <Button kind="quiet" onClick={showWelcome}>
          Back
        </Button>
      </div>
    </>
  );
}
