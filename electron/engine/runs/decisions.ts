import { Problem } from "@shared/base/problem";
import type { Discarded } from "@shared/contracts/runs";
import { checkApproval, decide, isDecidable } from "@shared/runs/decide";
import type { Run } from "@shared/runs/project";
import { tickTask } from "@shared/tasks/tick";
import { type Approval, approve } from "../git/approve";
import { asText, type Identity, identity } from "../git/identity";
import { keptRef } from "../git/keep";
import { mergedCommit } from "../git/merged";
import { openHiding } from "../recordings/hide";
import { verifyRunFolder } from "../recordings/verify";
import type { DamagedRuns } from "./damaged";
import type { Endings } from "./endings";
import type { Journals } from "./journal";
import type { KnownRuns } from "./known-runs";
import { attempt, stays } from "./left-behind";
import type { RunStore } from "./run-store";
import type { SupervisorParts } from "./supervisor";

/** Carries out what a person decides of a change. */
export interface Decisions {
  /** @param shown the commit that was shown. @returns what it became on the branch */
  approve(run: string, shown: string): Promise<{ commit: string }>;
  sendBack(run: string, note: string): Promise<void>;
  /** Discards a run, whatever state its record, its objects and its folders are in. @returns what is left of it */
  discard(run: string): Promise<Discarded>;
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

  /** The commit of an approval that the app ended too soon to note down. */
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

  const sendBack = (id: string, note: string) =>
    runs.exclusively(id, async () => {
      await capture(id);
      const run = runs.get(id);
      await refuseMerged(run);
      const hiding = await openHiding(parts.home.settings, parts.env);
      const command = { type: "send-back", note, by: await person(), keptAs: keptRef(id) } as const;
      const decided = hiding.event(decide(run, command));
      // The event says that the work is kept: so it has to be.
      const kept = await keepWork(run);
      await runs.record(run, decided);
      await removeTree(run, kept);
    });

  /** Discards a run whose record can be written. */
  const discardKnown = async (id: string): Promise<Discarded> => {
    // What cannot be collected is discarded all the same.
    await capture(id).catch(() => undefined);
    const run = runs.get(id);
    if (!isDecidable(run.state)) decide(run, { type: "discard", keptAs: "", by: "" });
    await refuseMerged(run);
    const by = await person().catch(() => "");
    const kept = await attempt(() => keepWork(run));
    if ("value" in kept) {
      await runs.record(run, decide(run, { type: "discard", keptAs: keptRef(id), by }));
      const removed = await attempt(() => removeTree(run, kept.value));
      return "value" in removed ? {} : { left: stays(run.created.worktree, removed.reason) };
    }
    const left = stays(run.created.worktree, kept.reason);
    await runs.record(run, { type: "dismissed", left, by });
    return { left };
  };

  return {
    approve: (id, shown) =>
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
    sendBack,
    discard: (id) =>
      runs.exclusively(id, async () => {
        if (!runs.has(id)) return damaged.discard(id, undefined);
        try {
          return await discardKnown(id);
        } catch (error) {
          // Its record is broken or gone, so the decision cannot be written into it.
          if (!isBroken(error)) throw error;
          const left = await damaged.discard(id, runs.get(id).created);
          runs.forget(id);
          return left;
        }
      }),
  };
}

/** Whether a run's own record stands in the way. */
const isBroken = (error: unknown): boolean =>
  error instanceof Problem &&
  (error.code === "recording-damaged" ||
    error.code === "file-missing" ||
    // A full disk is not the run's fault, and a decision can wait for room.
    (error.code === "cannot-write" && !/ENOSPC|EDQUOT|EROFS/.test(error.detail ?? "")));

/** A commit must not vouch for a recording that is not what was recorded. */
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
