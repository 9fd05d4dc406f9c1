import { joinParts, type PromptPart, promptPartTitles, roughTokens } from "@shared/runs/prompt";
import { useEffect, useState } from "react";
import { call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { Button } from "../ui/Button";
import { ShownText } from "../ui/ShownText";

/**
 * The prompt of a task that has not started, and the person's edit of it.
 * @param commit the branch's commit; another one may have another task list
 */
export function usePrompt(feature: string, task: string, commit: string) {
  const [parts, setParts] = useState<readonly PromptPart[]>();
  const [edited, setEdited] = useState<string>();
  useEffect(() => {
    if (commit) call("runs.prompt", { feature, task }).then(setParts, sayProblem);
  }, [feature, task, commit]);
  return { parts, edited, setEdited };
}

/** What the agent is told: the parts with their sizes, and the whole text to edit. */
export function PromptParts({ prompt }: { prompt: ReturnType<typeof usePrompt> }) {
  const { parts, edited, setEdited } = prompt;
  if (parts === undefined) return null;
  const whole = edited ?? joinParts(parts);
  return (
    <details className="start-prompt">
      <summary>
        What the agent is told{" "}
        <span className="faint">
          about {roughTokens(whole).toLocaleString("en")} tokens
          {edited === undefined ? "" : ", edited"}
        </span>
      </summary>
      {edited === undefined ? (
        <>
          {parts.map(({ kind, text }) => (
            <details key={kind}>
              <summary>
                <span>{promptPartTitles[kind]}</span>
                <span className="faint">{roughTokens(text).toLocaleString("en")}</span>
              </summary>
              <p className="start-prompt-text mono">
                <ShownText text={text} />
              </p>
            </details>
          ))}
          <p className="faint">
            The agent reads the named documents in its working tree; they are not part of this size.
          </p>
          <Button onClick={() => setEdited(whole)}>Edit</Button>
        </>
      ) : (
        <>
          <textarea
            className="field mono"
            aria-label="What the agent is told"
            rows={14}
            value={edited}
            onChange={(event) => setEdited(event.target.value)}
          />
          <Button onClick={() => setEdited(undefined)}>Back to the composed text</Button>
        </>
      )}
    </details>
  );
}
