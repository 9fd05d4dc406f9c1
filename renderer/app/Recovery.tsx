import { Component, type ErrorInfo, type ReactNode } from "react";
import { flushDrafts } from "../store/unsaved";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";

interface State {
  readonly error: Error | undefined;
}

/** Catches an error while drawing: keeps the drafts, describes the error, and offers to continue. */
export class Recovery extends Component<{ children: ReactNode }, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override componentDidCatch(_error: Error, _info: ErrorInfo): void {
    void flushDrafts();
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="recovery">
        <EmptyState title="The window could not go on">
          <p className="soft">
            Your edits are kept as drafts and come back when the window opens again. Files and runs
            were not touched.
          </p>
          <details className="soft">
            <summary>What happened</summary>
            <pre className="mono recovery-detail">{error.stack ?? error.message}</pre>
          </details>
          <Button kind="primary" autoFocus onClick={() => window.location.reload()}>
            Open the window again
          </Button>
        </EmptyState>
      </main>
    );
  }
}
