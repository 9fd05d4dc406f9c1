import type { CallOutput } from "@shared/contracts";
import { useEffect, useState } from "react";
import { call } from "./bridge";
import { sayProblem } from "./notices";

export type ProjectRisks = CallOutput<"project.risks">;

/** The commands that a project would run, and whether the person trusts exactly these. */
export interface Trust {
  /** Undefined until the answer arrives. */
  readonly risks: ProjectRisks | undefined;
  /** Trusts the shown commands. Does nothing when they are trusted already. */
  give(): Promise<void>;
  /** Reads the commands again, after a refusal because they have changed. */
  look(): void;
}

/** For a dialog that starts a command of the project. */
export function useTrust(): Trust {
  const [risks, setRisks] = useState<ProjectRisks>();
  const look = () => {
    call("project.risks").then(setRisks, sayProblem);
  };
  useEffect(() => {
    call("project.risks").then(setRisks, sayProblem);
  }, []);
  return {
    risks,
    look,
    async give() {
      if (risks && !risks.trusted) await call("project.trust", { digest: risks.digest });
    },
  };
}
