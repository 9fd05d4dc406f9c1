import { type Need, needKey, needWords } from "@shared/runs/needs-you";
import { agentWords } from "@shared/runs/words";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import { CircleDashed, Hand, SquareX } from "lucide-react";
import { goToNeed, needAt, useNeeds } from "../store/needs";
import type { Route } from "../store/route";
import { useRun } from "../store/runs";
import { ShownText } from "../ui/ShownText";
import "./needs-you.css";

/** The most rows of the list. F8 goes through all. */
const mostRows = 8;

/** What waits for the person, each row with a verb. Absent when nothing does. */
export function NeedsYou({ route }: { route: Route }) {
  const needs = useNeeds();
  return (
    <>
      <p className="visually-hidden" role="status">
        {needs.length === 0 ? "" : `${needs.length} need you`}
      </p>
      {needs.length > 0 && (
        <nav className="needs" aria-label="Needs you">
          <h2>
            Needs you <b>{needs.length}</b> <kbd>F8</kbd>
          </h2>
          {needs.slice(0, mostRows).map((need) => (
            <NeedRow key={needKey(need)} need={need} here={needAt(route) === needKey(need)} />
          ))}
          {needs.length > mostRows && (
            <p className="rail-none">and {needs.length - mostRows} more</p>
          )}
        </nav>
      )}
    </>
  );
}

function NeedRow({ need, here }: { need: Need; here: boolean }) {
  const found = useRun(need.kind === "refused" ? undefined : need.run);
  const run = found === "reading" ? undefined : found;
  const about =
    need.kind === "refused"
      ? need.tasks.join(", ")
      : run === undefined
        ? ""
        : `${run.task.id} · ${need.kind === "review" ? run.task.title : agentWords(run)}`;
  return (
    <button
      type="button"
      className={`need ${need.kind}`}
      aria-current={here ? "page" : undefined}
      title={withHiddenMarked(about)}
      onClick={() => goToNeed(need)}
    >
      <Mark kind={need.kind} />
      <span className="cut">{needWords(need)}</span>
      <small className="cut">
        <ShownText text={about} />
      </small>
    </button>
  );
}

function Mark({ kind }: { kind: Need["kind"] }) {
  const face = { size: 14, className: "need-mark", "aria-hidden": true } as const;
  if (kind === "review") return <CircleDashed {...face} />;
  return kind === "refused" ? <SquareX {...face} /> : <Hand {...face} />;
}
