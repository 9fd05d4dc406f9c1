import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import { summarise } from "@shared/runs/projection";
import { changeOf, type RunState } from "@shared/runs/summary";
import { isActive } from "@shared/runs/words";
import { describeModel } from "../agents";
import { forgetCheckpoints } from "../git/folded-checkpoints";
import { readChange, readFileChange } from "../git/read-change";
import { readNotTaken } from "../git/read-not-taken";
import { sharedChange } from "../recordings/sharing/shared-change";
import { openSharedRuns } from "../recordings/sharing/shared-runs";
import { openSharing } from "../recordings/sharing/sharing";
import { verifyRunFolder, withTrailer } from "../recordings/verify-run";
import { readTaskAtBase } from "./assign";
import { createCheckpoints } from "./checkpoints";
import { sandboxToStart } from "./confinement";
import { createDamagedRuns } from "./damaged-runs";
import { createDecisions } from "./decisions";
import { createEndings } from "./endings";
import { createFollowSession } from "./follow-session";
import { openJournals } from "./journal";
import { createKnownRuns } from "./known-runs";
import { createMoments } from "./moments";
import { promptPartsNow } from "./prepare";
import { redriveRun } from "./redrive-run";
import { createRefreshRuns } from "./refresh-runs";
import { openRunStore } from "./run-store";
import { createSessions } from "./sessions";
import { createStart } from "./start";
import type { Supervisor } from "./supervisor";
import type { SupervisorParts } from "./supervisor-parts";
import { createTakeUp } from "./take-up";
import { toStart } from "./to-start";

/** A supervisor at once, and the time when it knows the project's runs. */
export interface BegunSupervisor<Port> {
  /** Knows no run until `known` has resolved; only `refresh` and `close` wait for it. */
  readonly supervisor: Supervisor<Port>;
  /** Rejects when the runs cannot be read. */
  readonly known: Promise<void>;
}

/** Like `beginSupervisor`, and waits until the runs are known. */
export async function openSupervisor<Port>(
  parts: SupervisorParts<Port>,
): Promise<Supervisor<Port>> {
  const { supervisor, known } = beginSupervisor(parts);
  await known;
  return supervisor;
}

/** Reads the project's runs, marks those whose writer has ended as interrupted, and takes them over. */
export function beginSupervisor<Port>(parts: SupervisorParts<Port>): BegunSupervisor<Port> {
  const journals = openJournals(
    (id) => parts.home.journal(parts.projectId, id),
    parts.sealKey ?? (() => undefined),
  );
  const store = openRunStore(parts.home, parts.projectId, journals);
  const sessions = createSessions(parts.startHost);
  const runs = createKnownRuns(store, parts.changed, parts.gone ?? ignore);
  const moments = createMoments(parts.repository, store.events);
  const checkpoints = createCheckpoints(parts.report, sessions.note);
  const endings = createEndings(parts, { runs, store, checkpoints });
  const { capture } = endings;
  const damaged = createDamagedRuns(parts, (found) => {
    if (!isOpening) parts.damaged?.(found);
  });
  const decisions = createDecisions(parts, { runs, store, endings, journals, damaged });
  let closing = false;
  /** Nobody has to be told of the runs that are there when the project is opened. */
  let isOpening = true;

  const shared = openSharedRuns(parts.repository, parts.home.shared(parts.projectId));
  const sharing = openSharing({ ...parts, folder: (id) => store.folder(runs.get(id).created.run) });
  /** The folder of this person's own run, or else of a shared one. */
  const place = async (id: RunId): Promise<string> =>
    runs.has(id) ? store.folder(id) : shared.folder(id);

  const follow = createFollowSession(parts, {
    ...{ runs, store, sessions, checkpoints, endings, journals },
  });
  const { refresh, readLog } = createRefreshRuns({
    ...{ runs, store, sessions, endings, damaged, place },
    isOpening: () => isOpening,
    report: parts.report,
  });

  const requireOpen = (): void => {
    if (closing)
      throw new Problem("cancelled", "The project was closed. Start the task again later.");
  };

  const start = createStart(parts, {
    runs,
    store,
    checkpoints,
    moments,
    endings,
    requireOpen,
    refresh: () => refresh("undecided"),
    open: (spec) => sessions.open(spec, follow(spec.run), endings.notes(spec.run)),
  });

  const takeUp = createTakeUp({
    ...{ runs, store, checkpoints, endings, follow },
    repository: parts.repository,
    stop: (run) => sessions.stop(run, "interrupted"),
    report: parts.report,
  });
  const left = parts.leftHosts?.() ?? [];
  for (const host of left)
    host.onExit(() => {
      // A host that ended before it answered has left runs that no process looks after.
      if (!closing) refresh("undecided").catch(parts.report);
    });
  const readFirst = async (): Promise<void> => {
    await sessions.takeUp(left, takeUp.listenerOf);
    await takeUp.known();
    // A project with thousands of decided runs opens as soon as one with few.
    await refresh("undecided");
    isOpening = false;
  };
  const known = readFirst();
  const tidied = known.then(
    () => endings.tidy(() => closing),
    () => undefined,
  );

  const supervisor: Supervisor<Port> = {
    runs: () => runs.sorted().map(({ run }) => summarise(run())),
    listed: runs.sorted,
    active: () =>
      runs
        .sorted()
        .filter(({ phase }) => phase === "preparing" || phase === "running")
        .map((run) => summarise(run.run())),
    find(id) {
      const run = runs.find(id);
      return run && summarise(run);
    },
    damaged: damaged.all,
    created: (id) => runs.get(id).created,
    folder: place,
    shared: async () => (await shared.list()).map(summarise),
    openShared: shared.open,
    ...sharing.calls,
    forget: (id) =>
      runs.exclusively(id, async () => {
        if (isActive(summarise(runs.get(id))))
          throw new Problem("run-not-ready", "This run goes on. Stop it first.");
        return { checkpoints: await forgetCheckpoints(parts.repository(), id) };
      }),
    async refresh() {
      await known;
      await refresh();
    },
    async agents(feature, task) {
      const root = parts.repository().top;
      const env = (await parts.personEnv?.()) ?? parts.env;
      const model = await describeModel({ env, root, feature, task });
      return [
        {
          choice: { kind: "built-in" },
          label: "Built-in",
          model: model.label,
          ...(model.kind === "none" ? { unavailable: model.hint } : {}),
        },
      ];
    },
    async toStart({ branch, feature, task }) {
      const repo = parts.repository();
      const at = await readTaskAtBase(repo, branch, feature, task);
      const [notTaken, sandbox] = await Promise.all([
        readNotTaken(repo, at.base),
        sandboxToStart(parts),
      ]);
      return { ...toStart(at), notTaken, sandbox };
    },
    async prompt({ branch, feature, task, constitution }) {
      const at = await readTaskAtBase(parts.repository(), branch, feature, task);
      return promptPartsNow({ feature, constitution }, at, runs.all());
    },
    start,
    attach(id, openPort, listener) {
      if (!sessions.has(id))
        throw new Problem(
          "run-not-ready",
          "This terminal is not live here: the run is over, or another Specwright is running it.",
        );
      return sessions.attach(id, openPort?.(), listener);
    },
    async finish(id) {
      if (!sessions.has(id))
        throw new Problem(
          "run-not-ready",
          "This run does not go on here, so it cannot be finished.",
        );
      sessions.finish(id);
    },
    async stop(id) {
      if (!sessions.has(id))
        throw new Problem(
          "run-not-ready",
          "This run does not go on here, so it cannot be stopped.",
        );
      sessions.stop(id, "stopped");
      await sessions.stopped(id);
    },
    async settled(id) {
      await sessions.ended(id);
      await runs.quiet(id);
      return summarise(runs.get(id));
    },
    async change(id) {
      if (!runs.has(id)) return sharedChange(parts.repository(), await shared.read(id));
      await runs.exclusively(id, () => capture(id));
      const { state, created } = runs.get(id);
      const change = changeOf(state);
      if (change === undefined) throw noChange(state);
      return readChange(parts.repository(), created.base, change.commit);
    },
    async fileChange(id, commit, path) {
      const { base } = runs.get(id).created;
      return readFileChange(
        parts.repository(),
        base,
        await moments.kept(runs.get(id), commit),
        path,
      );
    },
    treeAt: (id, ...asked) => moments.tree(runs.get(id), ...asked),
    changeAt: (id, ...asked) => moments.change(runs.get(id), ...asked),
    ...decisions,
    async approve(id, shown, waiting) {
      // A record that cannot be read is the approval's own reason to refuse.
      await readLog(id).catch(() => undefined);
      return decisions.approve(id, shown, waiting);
    },
    events: async (id) => [...(await readLog(id))],
    redrive: (id, at, signal) => redriveRun(parts, { runs, store }, id, at, signal),
    verify: async (id) => {
      const vouched = runs.has(id) ? await journals.vouched(id) : undefined;
      const verified = await verifyRunFolder(await place(id), vouched);
      return withTrailer(verified, runs.find(id) ?? (await shared.read(id)), parts.repository());
    },
    async close() {
      closing = true;
      await known.catch(ignore);
      const live = runs
        .all()
        .map(({ id }) => id)
        .filter(sessions.has);
      for (const id of live) sessions.stop(id, "interrupted");
      await Promise.all(live.map((id) => sessions.ended(id)));
      await tidied;
      await runs.quiet();
      await sharing.close();
      await journals.close();
      await sessions.close();
    },
  };
  return { supervisor, known };
}

const ignore = (): void => undefined;

const noChange = (state: RunState): Problem =>
  new Problem(
    "run-not-ready",
    state.phase === "uncaptured"
      ? `The change cannot be shown: ${state.reason}`
      : "This run has no change to show yet.",
  );
