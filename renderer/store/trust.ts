import type { CallOutput } from "@shared/contracts";
import { useEffect, useState } from "react";
import { call } from "./bridge";
import { sayProblem } from "./notices";

export type ProjectRisks = CallOutput<"project.risks">;

/** What a project would run, and whether that is what the person trusted. */
export interface Trust {
  /** Undefined until it is known. */
  readonly risks: ProjectRisks | undefined;
  /** Trusts what is shown; nothing where it is trusted already. */
  give(): Promise<void>;
  /** Looks again: it was refused for having changed. */
  look(): void;
}

/** For a dialog that runs something of the project. */
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
