import type { AgentsOnMachine } from "@shared/contracts/agents";
import { useEffect } from "react";
import { create } from "zustand";
import { call } from "./bridge";
import { sayProblem } from "./notices";

interface Looked {
  /** Undefined until the first look has ended. */
  readonly agents: AgentsOnMachine | undefined;
  readonly at: Date | undefined;
  readonly looking: boolean;
}

const useLooked = create<Looked>(() => ({ agents: undefined, at: undefined, looking: false }));

/** Looks for the agents of this machine again. A look that goes on is not started twice. */
export function lookForAgents(): void {
  if (useLooked.getState().looking) return;
  useLooked.setState({ looking: true });
  call("agents.look").then(
    (agents) => useLooked.setState({ agents, at: new Date(), looking: false }),
    (error) => {
      useLooked.setState({ looking: false });
      sayProblem(error);
    },
  );
}

/** The agents of this machine, as they were found when the place was opened or looked again. */
export function useAgents(): Looked {
  useEffect(lookForAgents, []);
  return useLooked();
}
