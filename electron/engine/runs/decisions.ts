import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { Discarded } from "@shared/contracts/runs";
import { checkApproval } from "@shared/runs/approval";
import { decide } from "@shared/runs/decide";
import type { Run } from "@shared/runs/projection";
import { tickTask } from "@shared/tasks/tick-task";
import { type Approval, approve } from "../git/approve";
import { asText, type Identity, identity } from "../git/identity";
import type { Place } from "../git/in-turn";
import { keptRef } from "../git/keep";
import { mergedCommit } from "../git/merged";
import { openHiding } from "../recordings/hide";
import { verifyRunFolder } from "../recordings/verify-run";
import type { DamagedRuns } from "./damaged-runs";
import type { Endings } from "./endings";
import type { Journals } from "./journal";
import type { KnownRuns } from "./known-runs";
import { attempt, stays } from "./left-behind";
import type { RunStore } from "./run-store";
import type { SupervisorParts } from "./supervisor-parts";

/** See `Place`. */
export type Waiting = Pick<Place, "signal" | "waits">;

/** Carries out a person's decision about a change. */
export interface Decisions {
  /**
   * @param shown the commit that the person was shown
   * @param waiting called while the approval waits for other changes of the branch; cancels that waiting
   * @returns the commit on the branch
   * @throws {Problem} `cancelled`
   */
  approve(run: RunId, shown: string, waiting?: Waiting): Promise<{ commit: string }>;
  sendBack(run: RunId, note: string): Promise<void>;
  /**
   * Discards a run in any state of its record, objects and folders.
   * @returns where its work is kept, and what could not be removed
   */
  discard(run: RunId): Promise<Discarded>;
}

export function createDecisions(
  parts: Pick<SupervisorParts<never>, "home" | "env" | "report" | "repository">,
  {
    runs,
    store,
    endings,
    journals,
    damaged,
  }: {
    runs: KnownRuns;
    store: RunStore;
    endings: Endings;
    journals: Journals;
    damaged: DamagedRuns;
  },
): Decisions {
  const { capture, keepWork, removeTree, dispose } = endings;

  /** The commit of an approval that was not logged, because the app ended right after it. */
  const alreadyMerged = async ({ created, state }: Run): Promise<string | undefined> =>
    state.phase === "review"
      ? mergedCommit(parts.repository(), { ...created, recording: state.recording.digest })
      : undefined;

  const refuseMerged = async (run: Run): Promise<void> => {
    const merged = await alreadyMerged(run);
    if (merged !== undefined)
      throw new Problem(
        "run-not-ready",
        `The change is on ${run.created.branch} already, as ${merged.slice(0, 7)}. Approve it, then revert that commit if you do not want it.`,
        merged,
      );
  };

  const person = async (): Promise<string> => asText(await identity(parts.repository().top));

  const sendBack = (id: RunId, note: string) =>
    runs.exclusively(id, async () => {
      await capture(id);
      const run = runs.get(id);
      await refuseMerged(run);
      const hiding = await openHiding(parts.home.settings, parts.env);
      const command = { type: "send-back", note, by: await person(), keptAs: keptRef(id) } as const;
      decide(run, command);
      // The event says that the work is kept, so keeping it must succeed first.
      const kept = await keepWork(run);
      await runs.record(run, command, hiding.event);
      await removeTree(run, kept);
    });

  /** Discards a run whose record can be written. */
  const discardKnown = async (id: RunId): Promise<Discarded> => {
    // A run whose change cannot be collected is discarded too.
    await capture(id).catch(() => undefined);
    const run = runs.get(id);
    const asked = { type: "discard", keptAs: keptRef(id), by: "" } as const;
    decide(run, asked);
    await refuseMerged(run);
    const by = await person().catch(() => "");
    const kept = await attempt(() => keepWork(run));
    if ("value" in kept) {
      await runs.record(run, { ...asked, by });
      const removed = await attempt(() => removeTree(run, kept.value));
      return "value" in removed ? {} : { left: stays(run.created.worktree, removed.reason) };
    }
    const left = stays(run.created.worktree, kept.reason);
    await runs.record(run, { type: "dismiss", left, by });
    return { left };
  };

  return {
    approve: (id, shown, waiting) =>
      runs.exclusively(id, async () => {
        const run = runs.get(id);
        checkApproval(run, shown);
        const repo = parts.repository();
        const by = await identity(repo.top);
        const merged = await alreadyMerged(run);
        if (merged === undefined)
          requireWhole(await verifyRunFolder(store.folder(id), await journals.vouched(id)));
        const { tasksPath } = run.created;
        const tick = (text: string, task: string) => tickTask(text, task, tasksPath);
        const commit =
          merged ?? (await approve(repo, approvalOf(run, shown, by), tick, waiting)).commit;
        await runs.record(run, { type: "approve", shown, commit, by: asText(by) });
        // The change is on the branch, so an error of the clean-up must not look like a failed approval.
        await dispose(run).catch(parts.report);
        return { commit };
      }),
    sendBack,
    discard: (id) =>
      runs.exclusively(id, async () => {
        if (!runs.has(id)) return damaged.discard(id, undefined);
        try {
          return await discardKnown(id);
        } catch (error) {
          // The record is damaged or gone, so the decision cannot be written to it.
          if (!isBroken(error)) throw error;
          const left = await damaged.discard(id, runs.get(id).created);
          runs.forget(id);
          return left;
        }
      }),
  };
}

/** Whether the error is due to the run's own record. */
const isBroken = (error: unknown): boolean =>
  error instanceof Problem &&
  (error.code === "recording-damaged" ||
    error.code === "file-missing" ||
    // A full disk is not due to the record, and the decision can wait for free space.
    (error.code === "cannot-write" && !/ENOSPC|EDQUOT|EROFS/.test(error.detail ?? "")));

/** A commit must not name a recording that does not verify. */
function requireWhole({ ok, checks }: Awaited<ReturnType<typeof verifyRunFolder>>): void {
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
