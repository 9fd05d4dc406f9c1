import type { FeatureSummary } from "@shared/contracts/project";
import { progressWords, shortPhase, steps, stepWithRuns } from "@shared/specs/progress";
import "./progress.css";

interface Facts {
  readonly feature: FeatureSummary;
  /** The number of the feature's runs that wait for a person. */
  readonly inReview: number;
}

/** The same before the runs are known. */
interface EarlyFacts {
  readonly feature: FeatureSummary;
  readonly inReview: number | undefined;
}

/** The progress of a feature, at the end of its row: the current step, or the number of completed tasks. */
export function ProgressWord({ feature, inReview }: Facts) {
  const words = wordsOf({ feature, inReview });
  const step = stepWithRuns(feature.progress.step, inReview);
  const { tasksDone, tasksTotal } = feature;
  return (
    <small title={words}>
      <span aria-hidden>{step === "implement" ? `${tasksDone}/${tasksTotal}` : step}</span>
      <span className="visually-hidden">{words}</span>
    </small>
  );
}

/** The loop with the feature's current step, and the feature's tasks by phase. */
export function ProgressDetail({ feature, inReview }: EarlyFacts) {
  const step = inReview === undefined ? undefined : stepWithRuns(feature.progress.step, inReview);
  const at = step === undefined ? -1 : step === "done" ? steps.length : steps.indexOf(step);
  return (
    <div className="progress">
      <div className="progress-loop" aria-hidden>
        {steps.map((each, index) => (
          <span
            key={each}
            className={index < at ? "past" : index === at ? "here" : undefined}
            title={each.replace(/^./, (letter) => letter.toUpperCase())}
          />
        ))}
      </div>
      <p>{inReview === undefined ? "\u00a0" : wordsOf({ feature, inReview })}</p>
      {feature.progress.phases.length > 1 && (
        <ul aria-label="Tasks by phase">
          {feature.progress.phases.map(({ title, line, done, total }) => (
            <li key={line} title={title}>
              <span className="cut">{shortPhase(title)}</span>
              <span>
                {done}/{total}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const wordsOf = ({ feature, inReview }: Facts): string =>
  progressWords(
    feature.progress,
    { done: feature.tasksDone, total: feature.tasksTotal, unread: feature.tasksUnread },
    inReview,
  );
