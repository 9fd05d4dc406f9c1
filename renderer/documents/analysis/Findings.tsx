import { type Coverage, type Finding, mostFindings, type Severity } from "@shared/specs/analysis";
import { useId, useRef, useState, useSyncExternalStore } from "react";
import { useCommands } from "../../store/commands";
import { say } from "../../store/notices";
import type { FeatureWatch } from "./watch";
import "./findings.css";

const words: Readonly<Record<Severity, string>> = {
  CRITICAL: "Critical",
  HIGH: "High",
  MEDIUM: "Medium",
  LOW: "Low",
};

/**
 * The findings of a document, the worst first, and how much of the spec its tasks cover. A finding leads to its
 * place in the text; the chosen finding says how to mend it.
 */
export function Findings({
  watch,
  onShow,
}: {
  watch: FeatureWatch;
  /** Goes to the finding's place in the judged text, and marks the place. */
  onShow: (finding: Finding, text: string) => void;
}) {
  const view = useSyncExternalStore(watch.subscribe, watch.current);
  const [chosen, setChosen] = useState<string>();
  const place = useRef<HTMLElement>(null);
  const heading = useId();
  const findings = view?.analysis.findings ?? [];

  const show = (finding: Finding) => {
    setChosen(keyOf(finding));
    onShow(finding, view?.text ?? "");
    // In a narrow window the margin is hidden, so the finding is shown as a message.
    if (place.current?.offsetParent === null) say(`${words[finding.severity]}: ${finding.message}`);
  };
  const step = (by: 1 | -1) => {
    const at = findings.findIndex((finding) => keyOf(finding) === chosen);
    const next = at === -1 ? (by === 1 ? 0 : findings.length - 1) : at + by;
    const finding = findings[(next + findings.length) % findings.length];
    if (finding) show(finding);
  };
  useCommands([
    {
      id: "document.nextFinding",
      title: "Go to the next finding",
      group: "Go",
      shortcut: "Alt+F8",
      enabled: findings.length > 0,
      run: () => step(1),
    },
    {
      id: "document.previousFinding",
      title: "Go to the previous finding",
      group: "Go",
      shortcut: "Shift+Alt+F8",
      enabled: findings.length > 0,
      run: () => step(-1),
    },
  ]);

  if (!view) return <section ref={place} className="findings" aria-busy="true" />;
  const { leftOut } = view.analysis;
  return (
    <section ref={place} className="findings" aria-labelledby={heading}>
      <h2 id={heading}>
        Findings
        {findings.length > 0 && <span className="count">{findings.length + leftOut}</span>}
      </h2>
      {findings.length === 0 && <p className="soft">Nothing found.</p>}
      {findings.length > 0 && (
        <ul>
          {findings.map((finding) => {
            const key = keyOf(finding);
            return (
              <li key={key} className={finding.severity.toLowerCase()}>
                <button
                  type="button"
                  title={finding.mend}
                  aria-current={key === chosen ? "true" : undefined}
                  onClick={() => show(finding)}
                >
                  <b>{words[finding.severity]}</b> {finding.message}
                </button>
                {key === chosen && <p className="mend">{finding.mend}</p>}
              </li>
            );
          })}
        </ul>
      )}
      {leftOut > 0 && (
        <p className="soft">
          {leftOut} more, less grave, {leftOut === 1 ? "is" : "are"} not listed: {mostFindings} are
          shown at most.
        </p>
      )}
      <CoverageLine of={view.analysis.coverage} />
    </section>
  );
}

const keyOf = ({ rule, line, column, message }: Finding): string =>
  `${rule}\0${line}\0${column}\0${message}`;

function CoverageLine({ of }: { of: Coverage }) {
  if (of.kind === "unknown") return null;
  const { covered, requirements, percent } = of;
  return (
    <p className={percent === 100 ? "coverage whole" : "coverage"}>
      {covered} of {requirements} {requirements === 1 ? "requirement has" : "requirements have"} a
      task: {percent} %
    </p>
  );
}
