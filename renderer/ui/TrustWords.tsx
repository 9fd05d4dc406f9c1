import type { CallOutput } from "@shared/contracts";
import { useEffect, useState } from "react";
import { call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import "./trust-words.css";

/**
 * What trust means, and what the repository's own configuration would then run.
 * @param doing what runs commands: "Starting", "Approving"
 */
export function TrustWords({ doing }: { doing: string }) {
  const [risks, setRisks] = useState<CallOutput<"project.risks">>([]);
  useEffect(() => {
    call("project.risks").then(setRisks, sayProblem);
  }, []);
  return (
    <div className="trust-words">
      <p>
        {doing} runs commands from this project on this computer, with your rights. Go on only if
        you trust where it comes from. You are asked once for this project.
      </p>
      {risks.length > 0 && (
        <>
          <p>Its git configuration names programs that git will then run:</p>
          <ul className="mono">
            {risks.map(({ key, value }) => (
              <li key={`${key}=${value}`}>
                {key} = {value}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
