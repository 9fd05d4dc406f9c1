import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import { summarise } from "@shared/runs/projection";
import type { RunSummary } from "@shared/runs/summary";
import { isUndecided } from "@shared/runs/words";
import type { SessionSpec } from "../../pty-host/protocol";
import { writeGiven } from "../../run-folder/given-files";
import { requireAgent } from "../agents";
import { folderMark } from "../files/folder-mark";
import { requireTrust } from "../git/repository";
import { fillWorktree, treeOnto } from "../git/start-again";
import { fillSubmodules } from "../git/submodules";
import { findTakeAlong, secretsIn, takeAlong } from "../git/take-along";
import { requireSeen } from "../git/trust";
import { addWorktree } from "../git/worktree";
import { openHiding } from "../recordings/hide";
import { readTaskAtBase } from "./assign";
import type { Checkpoints } from "./checkpoints";
import { requireSandbox } from "./confinement";
import type { Endings } from "./endings";
import type { KnownRuns } from "./known-runs";
import type { Moments } from "./moments";
import { createdEvent, readPrompt, sessionSpec } from "./prepare";
import type { RunStore } from "./run-store";
import type { StartRequest, SupervisorParts } from "./supervisor-parts";
import { requireSameCommands, requireShown } from "./to-start";

/** The parts that starting a run uses. */
interface StartParts {
  readonly runs: KnownRuns;
  readonly store: RunStore;
  readonly checkpoints: Checkpoints;
  readonly moments: Moments;
  readonly endings: Endings;
  /** @throws {Problem} `cancelled` once the project is being closed */
  requireOpen(): void;
  /** Reads the changes that other processes made to undecided runs. */
  refresh(): Promise<void>;
  /** Opens the run's terminal. */
  open(spec: SessionSpec): void;
}

/**
 * Makes the function that starts a run: its folder, its working tree and its session.
 * @returns starts a run; for a run that cannot be started, the record gives the reason
 */
export function createStart<Port>(
  parts: SupervisorParts<Port>,
  { runs, store, checkpoints, moments, endings, requireOpen, refresh, open }: StartParts,
): (request: StartRequest) => Promise<RunSummary> {
  /** The prompt of another run of the same task. */
  const earlierPrompt = async (request: StartRequest, id: RunId): Promise<string> => {
    const { feature, task } = runs.get(id).created;
    if (feature !== request.feature.id || task.id !== request.task)
      throw new Problem("bad-request", "That run was of another task.", id);
    return readPrompt(store.folder(id));
  };

  /** The files from which a run begins that continues another run at a checkpoint. */
  const startingPoint = async (
    { feature, task }: StartRequest,
    from: { readonly run: RunId; readonly checkpoint: string },
    base: string,
  ) => {
    const earlier = runs.get(from.run);
    if (earlier.created.feature !== feature.id || earlier.created.task.id !== task)
      throw new Problem("bad-request", "That run is one of another task.", from.run);
    const checkpoint = await moments.kept(earlier, from.checkpoint);
    const tree = await treeOnto(parts.repository(), earlier.created.base, checkpoint, base);
    return { tree, point: { run: from.run, checkpoint } };
  };

  return (request) =>
    runs.exclusively(`start ${request.feature.id} ${request.task}`, async () => {
      const repo = parts.repository();
      requireTrust(repo);
      await requireSeen(repo);
      // The command line may have started the same task meanwhile.
      await refresh();
      const busy = runs
        .all()
        .filter((run) => run.feature === request.feature.id && run.task === request.task)
        .find((run) => isUndecided(summarise(run.run())));
      if (busy)
        throw new Problem(
          "task-busy",
          `${request.task} has a run that is not decided yet. Stop it, or decide on its change, first.`,
        );
      const task = await readTaskAtBase(repo, request.branch, request.feature, request.task);
      requireShown(task, request.shown);
      const before = request.repeats ?? request.from?.run;
      if (before !== undefined && request.shown === undefined)
        requireSameCommands(task, runs.get(before).created);
      const prompt =
        request.repeats === undefined
          ? request.prompt
          : await earlierPrompt(request, request.repeats);
      const from = request.from && (await startingPoint(request, request.from, task.base));
      const { sandbox, recorded } = await requireSandbox(parts, request);
      const env = (await parts.personEnv?.()) ?? parts.env;
      const { choice: agent, program } = await requireAgent(request.agent, {
        ...parts,
        env,
        cwd: repo.top,
        adapters: parts.home.agents,
      });
      const persons = { ...parts, env };
      const chosen = { ...request, agent };
      const created = await createdEvent(persons, chosen, task, runs.all(), {
        startedFrom: from?.point,
        file: program,
        sandbox: recorded,
      });
      const along = await findTakeAlong(repo);
      const secrets = await secretsIn(repo, along);
      const hiding = await openHiding(parts.home.settings, env, secrets.values);
      requireOpen();
      const run = runs.set(
        await store.create(created.run, hiding.event({ ...created, sealed: true })),
      );
      try {
        await addWorktree(repo, created);
        const tree = await folderMark(created.worktree);
        if (tree === undefined) throw new Error("The run's working tree is not where it was made.");
        await runs.record(run, { type: "keep-tree", tree });
        if (from) await fillWorktree(repo, created, from.tree);
        await fillSubmodules(repo, created.worktree, created.base);
        const given = await takeAlong(repo, along, created.worktree);
        await writeGiven(store.folder(created.run), given);
        await Promise.all([
          checkpoints.start(repo, { ...created, mark: tree, given }),
          endings.lookBefore(created.run),
        ]);
        // The recorded event may lack secrets that the commands to run contain.
        const whole = { ...runs.get(created.run), created };
        const folder = store.folder(created.run);
        const redact = hiding.patterns;
        const spec = await sessionSpec(persons, request, task, whole, folder, {
          prompt,
          redact,
          secrets,
          sandbox,
        });
        requireOpen();
        open(spec);
      } catch (error) {
        const reason = error instanceof Problem ? error.message : String(error);
        const failed = await runs.record(
          runs.get(created.run),
          { type: "fail-start", reason },
          hiding.event,
        );
        await endings.dispose(failed).catch(parts.report);
        throw error;
      }
      return summarise(runs.get(created.run));
    });
}
