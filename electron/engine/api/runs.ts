import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { EngineCallName } from "@shared/contracts";
import type { FeatureSummary } from "@shared/contracts/project";
import { terminalToWindowSchema } from "@shared/contracts/terminal";
import { isUndecided } from "@shared/runs/words";
import { reasonToWait } from "@shared/tasks/graph";
import { requireTrust } from "../git/repository";
import { readTaskList } from "../projects/task-list";
import type { Workspace } from "../projects/workspace";
import { overviewOf, pageOf, runsOfTasks } from "../runs/run-pages";
import { terminalOf, type WindowTerminal } from "../window-terminal";
import type { Client } from "./caller";
import type { Handlers } from "./door";
import type { Jobs } from "./jobs";
import { createLatest } from "./latest";
import type { RunRecordingCall } from "./run-recordings";

/** The terminal of a run as `Supervisor.attach` shows it. */
interface Watched {
  send(message: unknown): void;
  detach(): void;
}

/** Why a task should not start now, as a sentence; undefined when nothing stands in its way. */
async function whyToWait<Port>(
  { supervisor, files }: Workspace<Port>,
  feature: FeatureSummary,
  task: string,
): Promise<string | undefined> {
  const runs = runsOfTasks(supervisor.listed(), feature.id);
  const busy = new Set(runs.filter(isUndecided).map((run) => run.task.id));
  return reasonToWait(await readTaskList(files, feature), task, busy);
}

type RunCall = Exclude<Extract<EngineCallName, `runs.${string}`>, RunRecordingCall>;

/** Makes the answers to the calls about runs, for an app's windows and for a command line. */
export function runHandlers({
  project,
  jobs,
  tell,
}: {
  /**
   * The open project.
   * @throws {Problem} when no project is open
   */
  project(): Workspace<WindowTerminal>;
  readonly jobs: Jobs;
  /** Sends an event to every client. */
  tell(name: "runs.forgotten", payload: { readonly run: RunId }): void;
}): Pick<Handlers, RunCall> {
  const latest = createLatest();
  // The runs that each caller started, with their terminals if it watches them.
  const started = new WeakMap<Client, Map<string, Watched | undefined>>();
  /** The approvals that have not ended. */
  const approvals = new Map<string, Set<AbortController>>();
  const own = (client: Client) => {
    const known = started.get(client) ?? new Map<string, Watched | undefined>();
    started.set(client, known);
    return known;
  };
  /** A window acts for the person. Another program of the person may decide only about runs that it started. */
  const requireOwn = (client: Client, run: RunId) => {
    if (client.caller.kind !== "window" && !own(client).has(run))
      throw new Problem("bad-request", "This run was started elsewhere. Decide on it in the app.");
  };
  /** A window asks the person for trust before it runs anything. Another program does not. */
  const requireTrusted = (client: Client) => {
    if (client.caller.kind !== "window") requireTrust({ trusted: project().trust.given });
  };
  return {
    "runs.overview": () => {
      const { supervisor } = project();
      return overviewOf(supervisor.listed(), supervisor.damaged());
    },
    "runs.list": (asked) => pageOf(project().supervisor.listed(), asked),
    "runs.ofTasks": ({ feature }) => runsOfTasks(project().supervisor.listed(), feature),
    "runs.find": ({ run }) => project().supervisor.find(run) ?? null,
    "runs.agents": ({ feature, task }) => project().supervisor.agents(feature, task),
    "runs.toStart": async ({ feature: id, task }) => {
      const { feature, branch } = await project().featureNow(id);
      return project().supervisor.toStart({ feature, branch, task });
    },
    "runs.prompt": async ({ feature: id, task }) => {
      const { feature, branch, constitution } = await project().featureNow(id);
      return [...(await project().supervisor.prompt({ feature, branch, constitution, task }))];
    },
    "runs.start": async ({ feature: id, shown, ...asked }, client) => {
      const { task, agent, size, recordsInput, from, repeats, anyway, prompt } = asked;
      if (shown === undefined && from === undefined && repeats === undefined)
        throw new Problem("bad-request", "Nothing was shown of what would start.");
      const { feature, branch, constitution } = await project().featureNow(id);
      // A run that continues or repeats another one is that task's next attempt, and the task's order was settled.
      const waits =
        from === undefined && repeats === undefined
          ? await whyToWait(project(), feature, task)
          : undefined;
      if (waits !== undefined && anyway === undefined)
        throw new Problem("task-waits", `${waits} Start it when that is done, or insist.`);
      const run = await project().supervisor.start({
        feature,
        branch,
        constitution,
        task,
        agent,
        shown,
        attended: asked.unattended !== true,
        recordsInput,
        size,
        from,
        repeats,
        prompt,
        anyway: waits,
        unconfined: asked.unconfined
          ? client.caller.kind === "window"
            ? "always"
            : "once"
          : undefined,
      });
      own(client).set(run.id, undefined);
      return run;
    },
    "runs.settled": ({ run }) => project().supervisor.settled(run),
    "runs.watch": ({ run }, client) => {
      requireOwn(client, run);
      own(client).get(run)?.detach();
      const terminal = project().supervisor.attach(run, undefined, (message) => {
        client.tell("runs.terminal", { run, message: terminalToWindowSchema.parse(message) });
      });
      own(client).set(run, terminal);
      client.gone.addEventListener("abort", terminal.detach, { once: true });
    },
    "runs.toTerminal": ({ run, message }, client) => own(client).get(run)?.send(message),
    "runs.attach": ({ run }, client) => {
      project().supervisor.attach(run, () => terminalOf(client.caller, run));
    },
    "runs.finish": ({ run }, client) => {
      requireOwn(client, run);
      return project().supervisor.finish(run);
    },
    "runs.stop": ({ run }, client) => {
      requireOwn(client, run);
      return project().supervisor.stop(run);
    },
    "runs.change": ({ run }) => project().supervisor.change(run),
    "runs.fileChange": ({ run, commit, path }) =>
      project().supervisor.fileChange(run, commit, path),
    "runs.treeAt": ({ run, commit }, client) =>
      latest(client, `runs.treeAt ${run}`, (signal) =>
        project().supervisor.treeAt(run, commit, signal),
      ),
    "runs.changeAt": ({ run, commit, from }, client) =>
      latest(client, `runs.changeAt ${run}`, (signal) =>
        project().supervisor.changeAt(run, commit, from, signal),
      ),
    "runs.approve": async ({ run, shown }, client) => {
      const going = new AbortController();
      const all = approvals.get(run) ?? new Set();
      approvals.set(run, all.add(going));
      try {
        const approved = await project().supervisor.approve(run, shown, {
          signal: going.signal,
          waits: (behind) => client.tell("runs.approvalWaits", { run, behind }),
        });
        project().refresh();
        return approved;
      } finally {
        all.delete(going);
        if (all.size === 0) approvals.delete(run);
      }
    },
    "runs.stopApproval": ({ run }) => {
      for (const going of approvals.get(run) ?? []) going.abort();
    },
    "runs.sendBack": ({ run, note }) => project().supervisor.sendBack(run, note),
    "runs.discard": async ({ run }) => {
      const discarded = await project().supervisor.discard(run);
      project().refresh();
      return discarded;
    },
    "runs.forget": async ({ run }) => {
      const forgotten = await project().supervisor.forget(run);
      tell("runs.forgotten", { run });
      return forgotten;
    },
    "runs.prepareShare": ({ job, run }, client) =>
      jobs.run(client, job, (signal, progress) =>
        project().supervisor.prepareShare(run, { signal, progress, gone: client.gone }),
      ),
    "runs.share": async ({ run, shown }) => {
      const done = await project().supervisor.share(run, shown);
      project().refresh();
      return done;
    },
    "runs.shared": () => project().supervisor.shared(),
    "runs.openShared": ({ run }) => project().supervisor.openShared(run),
    "runs.redrive": ({ run, at }, client) =>
      latest(client, `runs.redrive ${run}`, (signal) => {
        requireTrusted(client);
        const { supervisor } = project();
        const from =
          at === "branch"
            ? `refs/heads/${supervisor.created(run).branch}`
            : at === "start"
              ? undefined
              : at.commit;
        return supervisor.redrive(run, from, signal);
      }),
    "runs.stopRedrive": ({ run }, client) =>
      latest(client, `runs.redrive ${run}`, () => Promise.resolve(undefined)),
  };
}
