import type { SandboxToStart } from "@shared/runs/sandbox";
import { ShownCommand } from "../ui/ShownText";

/** Says why runs cannot be confined here, how to mend that, and lets the person allow runs without a sandbox. */
export function NoSandbox({
  sandbox: { why, mend },
  allowed,
  onAllow,
}: {
  sandbox: Extract<SandboxToStart, { kind: "missing" }>;
  allowed: boolean;
  onAllow: (allowed: boolean) => void;
}) {
  return (
    <>
      <p className="start-unconfined">
        Runs cannot be confined here: {why}
        {mend !== undefined && " Run this in a terminal, then open this dialog again:"}
      </p>
      {mend !== undefined && <ShownCommand label="Command" text={mend} />}
      <label className="start-input">
        <input
          type="checkbox"
          checked={allowed}
          onChange={(event) => onAllow(event.target.checked)}
        />
        <span>
          Let this project's runs start without a sandbox
          <span className="faint">
            The agent, and what it starts, can then do everything that you can do on this machine.
            Each such run says "not confined".
          </span>
        </span>
      </label>
    </>
  );
}
