import { Problem } from "@shared/contracts/problem";
import { checkApproval, decide } from "@shared/runs/decide";
import type { Run } from "@shared/runs/project";
import { tickTask } from "@shared/tasks/tick";
import { type Approval, approve } from "../git/approve";
import { asText, type Identity, identity } from "../git/identity";
import { keptRef } from "../git/keep";
import { mergedCommit } from "../git/merged";
import type { Endings } from "./endings";
import { openHiding } from "./hide";
import type { KnownRuns } from "./known-runs";
import type { RunStore } from "./run-store";
import type { SupervisorParts } from "./supervisor";
import { verifyRunFolder } from "./verify";

/** Carries out what a person decides of a change. */
export interface Decisions {
  /** @param shown the commit that was shown. @returns what it became on the branch */
  approve(run: string, shown: string): Promise<{ commit: string }>;
  sendBack(run: string, note: string): Promise<void>;
  discard(run: string): Promise<void>;
}

export function createDecisions(
  parts: Pick<SupervisorParts<never>, "home" | "env" | "report" | "repository">,
  { runs, store, endings }: { runs: KnownRuns; store: RunStore; endings: Endings },
): Decisions {
  const { capture, keepWork, removeTree, dispose } = endings;

  /** The commit of an approval that the app ended too soon to note down. */
  const alreadyMerged = async ({ created, state }: Run): Promise<string | undefined> =>
    state.phase === "review"
      ? mergedCommit(parts.repository(), { ...created, recording: state.recording.digest })
      : undefined;

  const decideChange = (
    id: string,
    command: { type: "discard" } | { type: "send-back"; note: string },
  ) =>
    runs.exclusively(id, async () => {
      await capture(id);
      const run = runs.get(id);
      const merged = await alreadyMerged(run);
      if (merged !== undefined)
        throw new Problem(
          "run-not-ready",
          `The change is on ${run.created.branch} already, as ${merged.slice(0, 7)}. Approve it, then revert that commit if you do not want it.`,
          merged,
        );
      const by = asText(await identity(parts.repository().top));
      const hiding = await openHiding(parts.home.settings, parts.env);
      const decided = hiding.event(decide(run, { ...command, by, keptAs: keptRef(id) }));
      // The event says that the work is kept: so it has to be.
      const kept = await keepWork(run);
      await runs.record(run, decided);
      await removeTree(run, kept);
    });

  return {
    approve: (id, shown) =>
      runs.exclusively(id, async () => {
        const run = runs.get(id);
        checkApproval(run, shown);
        const repo = parts.repository();
        const by = await identity(repo.top);
        const merged = await alreadyMerged(run);
        if (merged === undefined) await requireWhole(store.folder(id));
        const { tasksPath } = run.created;
        const tick = (text: string, task: string) => tickTask(text, task, tasksPath);
        const commit = merged ?? (await approve(repo, approvalOf(run, shown, by), tick)).commit;
        const { branch } = run.created;
        await runs.record(run, {
          type: "approved",
          shown,
          commit,
          branch,
          by: asText(by),
        });
        // The change is on the branch: what is left to tidy up must not look like a failed approval.
        await dispose(run).catch(parts.report);
        return { commit };
      }),
    sendBack: (id, note) => decideChange(id, { type: "send-back", note }),
    discard: (id) => decideChange(id, { type: "discard" }),
  };
}

/** A commit must not vouch for a recording that is not what was recorded. */
async function requireWhole(folder: string): Promise<void> {
  const { ok, checks } = await verifyRunFolder(folder);
  if (ok) return;
  const failed = checks.filter((check) => !check.ok).map(({ text }) => text);
  throw new Problem(
    "recording-damaged",
    "The recording does not verify. Send the run back or discard it.",
    failed.join("\n"),
  );
}

function approvalOf(run: Run, shown: string, by: Identity): Approval {
  const { created, state } = run;
  if (state.phase !== "review") throw new Error("An approval was allowed outside of review.");
  return {
    run: created.run,
    branch: created.branch,
    base: created.base,
    commit: shown,
    task: created.task,
    tasksPath: created.tasksPath,
    specPath: created.specPath,
    specBlob: created.specBlob,
    recording: state.recording.digest,
    body: created.task.line.replace(/^\s*[-*+]\s+\[.\]\s+/, ""),
    by,
  };
}
