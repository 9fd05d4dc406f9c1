import type { WebContents } from "electron";
import { watchLife } from "./heartbeat";
import { terminalPort, type UtilityHost } from "./utility-host";

/** The engine, as the pty hosts reach it. */
export interface HostOwner {
  message(host: number, message: unknown): void;
  exit(host: number): void;
}

/** The pty hosts, which live on when the engine dies. The next engine takes them over. */
export interface PtyHosts {
  /** Passes messages to this engine from now on. */
  serve(owner: HostOwner): void;
  /** The ids of the running hosts. */
  ids(): number[];
  /** @param host a new id */
  start(host: number): void;
  /** @param terminals the windows that each get a port to a run's terminal */
  post(
    host: number,
    message: unknown,
    terminals: readonly { readonly window: number; readonly run: string }[],
  ): void;
  /** Asks a host to end its sessions as interrupted and to exit. */
  kill(host: number): void;
  /** Kills all hosts at once, even if they hang. Their runs count as interrupted. */
  killAll(): void;
  /** Asks all hosts to end; resolves when they have ended. */
  close(): Promise<void>;
}

/**
 * @param hangs called when a host hangs, and when it responds again or has ended
 * @param pageOf returns the web contents with this id, if they still exist
 */
export function createPtyHosts(parts: {
  startHost(): UtilityHost;
  hangs(hangs: boolean): void;
  pageOf(window: number): WebContents | undefined;
}): PtyHosts {
  const hosts = new Map<number, { readonly process: UtilityHost; readonly gone: Promise<void> }>();
  let owner: HostOwner | undefined;
  return {
    serve(engine) {
      owner = engine;
    },
    ids: () => [...hosts.keys()],
    start(host) {
      const process = parts.startHost();
      const life = watchLife(process.ping, parts.hangs);
      process.onMessage((message) => owner?.message(host, message));
      const gone = new Promise<void>((resolve) => {
        process.onExit(() => {
          life.stop();
          hosts.delete(host);
          owner?.exit(host);
          resolve();
        });
      });
      hosts.set(host, { process, gone });
    },
    post(host, message, terminals) {
      const ports = terminals.flatMap(({ window, run }) => {
        const page = parts.pageOf(window);
        return page ? [terminalPort(page, run)] : [];
      });
      hosts.get(host)?.process.post(message, ports);
    },
    kill: (host) => hosts.get(host)?.process.kill(),
    killAll() {
      for (const { process } of hosts.values()) process.killNow();
    },
    async close() {
      const all = [...hosts.values()];
      for (const { process } of all) process.kill();
      await Promise.all(all.map(({ gone }) => gone));
    },
  };
}
