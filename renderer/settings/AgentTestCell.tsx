import type { FoundAgent } from "@shared/contracts/agents";
import { Button } from "../ui/Button";
import type { Testing } from "./use-agent-test";

/** What the last test of an agent has shown, in a few words. */
export function TestWords({ testing }: { testing: Testing }) {
  switch (testing.state) {
    case "none":
      return <span className="soft">not tested</span>;
    case "running":
      return (
        <span className="soft" role="status">
          waiting for its answer
        </span>
      );
    case "failed":
      return <span className="agent-bad">could not be tested</span>;
    case "ended":
      return testing.result.ok ? (
        <span className="agent-good">answered in {testing.result.seconds.toFixed(1)} s</span>
      ) : (
        <span className="agent-bad">did not answer</span>
      );
  }
}

/** Starts a test, or cancels the one that runs. */
export function TestButton({
  agent,
  testing,
  onTest,
  onCancel,
}: {
  agent: FoundAgent;
  testing: Testing;
  onTest: () => void;
  onCancel: () => void;
}) {
  if (testing.state === "running")
    return (
      <Button aria-label={`Cancel the test of ${agent.name}`} onClick={onCancel}>
        Cancel
      </Button>
    );
  const testable = agent.modes.includes("one-shot");
  return (
    <Button
      aria-label={`Test ${agent.name}`}
      disabled={!testable}
      title={testable ? undefined : "It has no session that ends by itself."}
      onClick={onTest}
    >
      Test
    </Button>
  );
}
