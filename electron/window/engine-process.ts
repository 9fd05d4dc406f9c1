import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { engineEnded } from "@shared/peer/peer";
import {
  MessageChannelMain,
  type UtilityProcess,
  utilityProcess,
  type WebContents,
} from "electron";
import { type Answers, createLink, type Link } from "../engine/link";
import {
  type ActiveRuns,
  type EngineCalls,
  type EngineEvents,
  type EngineStart,
  engineCalls,
  type MainCalls,
  type MainEvents,
  mainCalls,
  mainEvents,
} from "../engine/main-link";
import { commandEnvironment } from "../system/environment";
import { watchLife } from "./heartbeat";
import type { PtyHosts } from "./pty-hosts";
import { killNow } from "./utility-host";

/**
 * Forks the engine's program, which then waits for its start message.
 * @param out the folder of the built programs
 */
export function forkEngine(out: string): UtilityProcess {
  // Other processes of the same user can read a process's environment, so credentials are passed by message.
  const env = commandEnvironment(process.env);
  return utilityProcess.fork(join(out, "engine.js"), [], { serviceName: "Specwright engine", env });
}

/** The engine from main's side. */
export interface EngineProcess {
  readonly link: Link<EngineCalls, EngineEvents>;
  /** Gives a page its port to the engine. An earlier port of the window is closed with the earlier page. */
  connect(page: WebContents): void;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  /** Kills the process at once, even if it hangs. */
  kill(): void;
}

export interface EngineProcessParts {
  readonly start: EngineStart;
  readonly answers: Answers<MainCalls>;
  readonly hosts: PtyHosts;
  /** Called when windows may call the engine. */
  started(answer: EngineCalls["start"]["output"]): void;
  activeRuns(runs: ActiveRuns): void;
  /** Called with the reason when the engine refuses to start; the process still runs then. */
  failed(error: unknown): void;
  /** Called when the process hangs, and when it responds again or has ended. */
  hangs(hangs: boolean): void;
}

/** Starts the engine in its process, and answers the engine's calls to main. */
export function runEngine(child: UtilityProcess, parts: EngineProcessParts): EngineProcess {
  const link: Link<EngineCalls, EngineEvents> = createLink<
    MainCalls,
    MainEvents,
    EngineCalls,
    EngineEvents
  >(
    {
      calls: mainCalls,
      answers: parts.answers,
      events: mainEvents,
      hears: {
        activeRuns: parts.activeRuns,
        startHost: ({ host }) => parts.hosts.start(host),
        postToHost: ({ host, message, terminals }) => parts.hosts.post(host, message, terminals),
        killHost: ({ host }) => parts.hosts.kill(host),
      },
    },
    engineCalls,
    {
      role: "connects",
      post: (message) => child.postMessage(message),
      report: console.error,
    },
  );
  child.on("message", link.receive);
  parts.hosts.serve({
    message: (host, message) => link.tell("hostMessage", { host, message }),
    exit: (host) => link.tell("hostExit", { host }),
  });
  const life = watchLife(() => link.ask("ping", undefined), parts.hangs);
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => {
      life.stop();
      link.close(engineEnded);
      resolve();
    });
  });
  link.ask("start", parts.start).then(parts.started, (error: unknown) => {
    // An engine that ended meanwhile is started again.
    if (!(error instanceof Problem && error.code === "engine-ended")) parts.failed(error);
  });
  return {
    link,
    connect(page) {
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage(page.id, [port1]);
      page.postMessage("specwright:engine", undefined, [port2]);
    },
    gone,
    kill: () => killNow(child),
  };
}
