import type { ProjectSnapshot } from "@shared/contracts/project";
import { runsInWords } from "@shared/runs/needs-you";
import { call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { useRuns } from "../store/runs";
import { saveWord, useSaveState } from "../store/unsaved";
import { Button } from "../ui/Button";

/** The title bar's words about the open document, the uncommitted files and the runs. */
export function ProjectState({ project }: { project: ProjectSnapshot }) {
  const save = useSaveState(({ state }) => state);
  const runs = useRuns();
  const { uncommitted, unlisted } = project;
  const words = [
    ...(save === undefined ? [] : [saveWord(save)]),
    listWords(project),
    ...runsInWords(runs),
  ];
  const listAgain = () => void call("project.snapshot").catch(sayProblem);
  return (
    <>
      <span
        className={`title-state cut ${save?.kind === "unkept" ? "unkept" : "soft"}`}
        role="status"
        title={unlisted ?? uncommitted?.join("\n")}
      >
        {words.join(" · ").replace(/^./, (letter) => letter.toUpperCase())}
      </span>
      {unlisted !== undefined && (
        <Button className="title-again" title={unlisted} onClick={listAgain}>
          List again
        </Button>
      )}
    </>
  );
}

function listWords({ uncommitted, unlisted }: ProjectSnapshot): string {
  if (unlisted !== undefined) return "git could not list the uncommitted files";
  if (uncommitted === undefined) return "git is reading the files";
  const { length } = uncommitted;
  if (length === 0) return "all committed";
  return `${length} ${length === 1 ? "file" : "files"} not committed`;
}
