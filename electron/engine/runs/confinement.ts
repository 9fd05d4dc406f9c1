import { Problem } from "@shared/base/problem";
import type { RunSandbox, SandboxToStart } from "@shared/runs/sandbox";
import { findSandbox, type Sandbox } from "../sandbox/probe";
import type { StartRequest, SupervisorParts } from "./supervisor-parts";

type Parts = Pick<SupervisorParts<unknown>, "sandbox" | "unconfined">;

/** The sandbox of a run that starts, and its description for the record. */
export interface Confining {
  /** Undefined for a run that is not confined. */
  readonly sandbox: Extract<Sandbox, { kind: "bubblewrap" }> | undefined;
  readonly recorded: RunSandbox;
}

const open = "open" as const;

/** What will confine the project's next run. */
export async function sandboxToStart(parts: Parts): Promise<SandboxToStart> {
  const found = await (parts.sandbox ?? findSandbox)();
  if (found.kind === "missing" && parts.unconfined?.allowed === true)
    return { kind: "none", why: allowedHere };
  return found.kind === "missing"
    ? {
        kind: "missing",
        why: found.why,
        ...(found.mend === undefined ? {} : { mend: found.mend }),
      }
    : recordOf(found);
}

/**
 * Finds what confines a run, before anything of it is made.
 * @throws {Problem} `sandbox-missing` when the run cannot be confined and the person has not allowed that
 */
export async function requireSandbox(
  parts: Parts,
  { unconfined }: Pick<StartRequest, "unconfined">,
): Promise<Confining> {
  const found = await (parts.sandbox ?? findSandbox)();
  if (found.kind === "unsupported") return { sandbox: undefined, recorded: recordOf(found) };
  if (found.kind === "bubblewrap") {
    if (unconfined === "once")
      return {
        sandbox: undefined,
        recorded: { kind: "none", why: "it was started with --no-sandbox" },
      };
    return { sandbox: found, recorded: recordOf(found) };
  }
  if (unconfined === undefined && parts.unconfined?.allowed !== true)
    throw new Problem("sandbox-missing", refusal(found), found.mend);
  if (unconfined === "always") await parts.unconfined?.allow();
  return { sandbox: undefined, recorded: { kind: "none", why: allowedHere } };
}

const allowedHere = "there is no sandbox here, and this project may run without one";

function refusal({ why, mend }: Extract<Sandbox, { kind: "missing" }>): string {
  const how = mend === undefined ? "" : ` Run this, then start again: ${mend}`;
  return `The run was not started: ${why}${how}`;
}

const recordOf = (found: Exclude<Sandbox, { kind: "missing" }>): RunSandbox =>
  found.kind === "bubblewrap"
    ? { kind: "bubblewrap", network: open, hostSockets: found.closesSockets ? "closed" : "open" }
    : { kind: "none", why: found.why };
