import type { AdapterId } from "@shared/agents/adapter";
import { asProblem } from "@shared/base/problem";
import type { AgentTest } from "@shared/contracts/agents";
import { create } from "zustand";
import { call } from "../store/bridge";

/** The latest test of one agent in this window. */
export type Testing =
  | { readonly state: "none" }
  | { readonly state: "running" }
  | { readonly state: "failed"; readonly why: string }
  | { readonly state: "ended"; readonly result: AgentTest };

const none: Testing = { state: "none" };

// The results stay while the person looks at another place.
const useTests = create<Readonly<Record<AdapterId, Testing>>>(() => ({}));

/** The latest test of an agent, and the ways to start and to cancel one. */
export function useAgentTest(agent: AdapterId) {
  const testing = useTests((tests) => tests[agent]) ?? none;
  const set = (next: Testing) => useTests.setState({ [agent]: next });
  return {
    testing,
    test() {
      set({ state: "running" });
      call("agents.test", { agent }).then(
        (result) => set({ state: "ended", result }),
        (error) => {
          const problem = asProblem(error);
          set(problem.code === "cancelled" ? none : { state: "failed", why: problem.message });
        },
      );
    },
    cancel: () => void call("agents.stopTest", { agent }).catch(() => undefined),
  };
}
