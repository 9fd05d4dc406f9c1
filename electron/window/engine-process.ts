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
import { type Heartbeat, watchLife } from "./heartbeat";
import { killNow, terminalPort, type UtilityHost } from "./utility-host";

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
  /** Resolves when the process and its pty hosts have ended. */
  readonly gone: Promise<void>;
  /** Kills the engine's process at once, even if it hangs. */
  killEngine(): void;
  /** Kills the pty hosts at once. Their runs count as interrupted. */
  killHosts(): void;
}

export interface EngineProcessParts {
  readonly start: EngineStart;
  readonly answers: Answers<MainCalls>;
  startHost(): UtilityHost;
  /** Called with the reason when the engine cannot start; no window works without it. */
  failed(error: unknown): void;
  /** Called when a process hangs, and when it responds again or has ended. */
  hangs(process: "engine" | "terminals", hangs: boolean): void;
  /** The web contents with this id, if they still exist. */
  pageOf(window: number): WebContents | undefined;
}

/** Starts the engine in its process, and answers the engine's calls to main. */
export function runEngine(child: UtilityProcess, parts: EngineProcessParts): EngineProcess {
  const hosts = new Map<number, UtilityHost>();
  const hostsGone: Promise<void>[] = [];
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
        startHost({ host }) {
          const process = parts.startHost();
          hosts.set(host, process);
          const life = watchLife(process.ping, (hangs) => parts.hangs("terminals", hangs));
          process.onMessage((message) => link.tell("hostMessage", { host, message }));
          hostsGone.push(
            new Promise((resolve) => {
              process.onExit(() => {
                life.stop();
                hosts.delete(host);
                link.tell("hostExit", { host });
                resolve();
              });
            }),
          );
        },
        postToHost({ host, message, terminals }) {
          const ports = terminals.flatMap(({ window, run }) => {
            const page = parts.pageOf(window);
            return page ? [terminalPort(page, run)] : [];
          });
          hosts.get(host)?.post(message, ports);
        },
        killHost: ({ host }) => hosts.get(host)?.kill(),
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
  let life: Heartbeat | undefined;
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => {
      life?.stop();
      link.close(engineEnded);
      // The next engine takes over the runs, and needs their recordings complete by then.
      for (const host of hosts.values()) host.kill();
      void Promise.all(hostsGone).then(() => resolve());
    });
  });
  link
    .ask("start", parts.start)
    .then(() => {
      life = watchLife(
        () => link.ask("ping", undefined),
        (hangs) => parts.hangs("engine", hangs),
      );
    })
    .catch((error: unknown) => {
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
    killEngine: () => killNow(child),
    killHosts() {
      for (const host of hosts.values()) host.killNow();
    },
  };
}
