import { besideWords } from "@shared/runs/beside-words";
import type { RunSummary } from "@shared/runs/summary";
import { ShownText } from "../../ui/ShownText";

/** Reports, above a change, other events during the run that may matter for the approval. */
export function BesideTheChange({ run }: { run: RunSummary }) {
  const { state } = run;
  if (state.phase !== "review") return null;
  const words = besideWords(state.change, run.leftRunning);
  if (words.length === 0) return null;
  const changed = (state.change.around ?? []).length > 0;
  return (
    <section className="replay-beside" aria-label="Beside the change">
      <p>
        {changed
          ? "During this run, something in the repository changed that is not part of the change. If neither you nor another run did it, look at it before you approve."
          : "Read this before you approve."}
      </p>
      <ul {...(words.length > 4 ? { tabIndex: 0, "data-scrolls": true } : {})}>
        {words.map((text) => (
          <li key={text}>
            <ShownText text={text} />
          </li>
        ))}
      </ul>
    </section>
  );
}
