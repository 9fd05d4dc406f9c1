import type { FeatureSummary } from "@shared/contracts/project";
import { notUnderstood } from "@shared/tasks/board";
import type { UnclearLine } from "@shared/tasks/parse-tasks";
import { showLine } from "./show-line";
import "./unread-lines.css";

/** The most lines that are drawn. A file that is no task list may have thousands. */
const shown = 200;

/**
 * The lines of a feature's task lists that were not understood, each with the reason and a link to its place.
 */
export function UnreadLines({
  feature,
  lines,
}: {
  feature: FeatureSummary;
  lines: readonly UnclearLine[];
}) {
  if (lines.length === 0) return null;
  return (
    <details className="unread">
      <summary>{notUnderstood(lines.length)}</summary>
      <ul aria-label="Lines that were not understood">
        {lines.slice(0, shown).map(({ path, line, raw, reason }) => (
          <li key={`${path}:${line}`}>
            <button type="button" onClick={() => void showLine(feature.id, path, line)}>
              <span className="unread-place">
                {path.slice(feature.folder.length + 1)}, line {line}
              </span>
              <code>{raw.trim()}</code>
              <span className="soft">{reason}</span>
            </button>
          </li>
        ))}
        {lines.length > shown && (
          <li className="soft">
            {lines.length - shown} more; <code>specwright tasks</code> prints them all.
          </li>
        )}
      </ul>
    </details>
  );
}
