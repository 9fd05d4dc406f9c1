import type { ProjectRisks } from "../store/trust";
import { HiddenWarning, ShownText } from "./ShownText";
import "./trust-words.css";

/**
 * Explains trust, and lists the commands that the repository's own configuration would run.
 * @param doing the act that runs commands: "Starting", "Approving"
 */
export function TrustWords({ doing, risks }: { doing: string; risks: ProjectRisks }) {
  const { added = [], removed = [] } = risks;
  const known = risks.added !== undefined;
  return (
    <div className="trust-words">
      <HiddenWarning texts={risks.risks.map(({ key, value }) => `${key}${value}`)} />
      {known ? (
        <p>
          What this project’s git configuration runs has changed since you trusted it. {doing} runs
          it on this computer, with your rights. Go on only if you know why it changed.
        </p>
      ) : (
        <p>
          {doing} runs commands from this project on this computer, with your rights. Go on only if
          you trust where it comes from. You are asked again when these change.
        </p>
      )}
      {known && <Lines words="New:" lines={added} />}
      {known && <Lines words="No longer there:" lines={removed} />}
      {!known && (
        <Lines
          words="Its git configuration names programs and places that git will then use:"
          lines={risks.risks}
        />
      )}
    </div>
  );
}

function Lines({ words, lines }: { words: string; lines: ProjectRisks["risks"] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <p>{words}</p>
      <ul className="mono" tabIndex={lines.length > 3 ? 0 : undefined} aria-label={words}>
        {lines.map(({ key, value }) => (
          <li key={`${key}=${value}`}>
            <ShownText text={`${key} = ${value}`} />
          </li>
        ))}
      </ul>
    </>
  );
}
