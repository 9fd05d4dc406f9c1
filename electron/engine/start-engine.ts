import { join } from "node:path";
import { events } from "@shared/contracts";
import { contractVersion } from "@shared/contracts/version";
import { acceptingPeer, engineEnded } from "@shared/peer/peer";
import { requireDataFolder } from "../settings/data-folder";
import { findHome } from "../settings/home";
import { openSettings, type SettingsData } from "../settings/settings";
import { createPersonEnvironment } from "../system/login-shell";
import { createApi } from "./api/api";
import type { Client } from "./api/caller";
import { type Door, makeDoor } from "./api/door";
import { startWriterThread } from "./files/writer-thread";
import { createHostsAtMain, type HostsAtMain } from "./host-at-main";
import type { Link } from "./link";
import { type LocalChannel, listenLocal, socketPath } from "./local-socket";
import type { EngineStart, MainCalls, MainEvents } from "./main-link";
import { buildInThread } from "./recordings/index/builder-thread";
import type { FindKeychain } from "./settings/keychain";
import { openSealKey } from "./settings/seal-key";
import { openTrustBook } from "./settings/trust-store";

/** The engine, as used by its program. */
export interface Engine {
  readonly door: Door;
  readonly hosts: HostsAtMain;
  /** A client has connected; it gets events until it is gone. */
  add(client: Client): void;
  /** Why the command line cannot reach this engine; undefined when it can. */
  readonly commandsApart: string | undefined;
  /** A window got the focus. */
  focus(): void;
  /** Stores a setting for the next launch. */
  remember(change: Partial<Pick<SettingsData, "theme" | "window">>): void;
  /** Ends the project's runs and closes everything that was opened for it. */
  close(): Promise<void>;
}

/**
 * Assembles the engine.
 * @param main does the work that only Electron can do
 */
export async function startEngine(
  start: EngineStart,
  main: Link<MainCalls, MainEvents>,
): Promise<Engine> {
  const { env, out, launcher } = start;
  const home = findHome(env, process.platform);
  await requireDataFolder(home.root);
  const settings = await openSettings(home.settings);
  const hosts = createHostsAtMain(main.tell, start.hosts);
  const findKeychain: FindKeychain = async () =>
    (await main.ask("hasKeychain", undefined))
      ? {
          seal: (text) => main.ask("seal", { text }),
          unseal: (bytes) => main.ask("unseal", { bytes: new Uint8Array(bytes) }),
        }
      : undefined;
  const report = (error: unknown): void => {
    console.error(error);
    api.tell("app.problem", { message: error instanceof Error ? error.message : String(error) });
  };
  let remembering = Promise.resolve();
  let told = "";
  const tellActiveRuns = () => {
    const workspace = api.workspace();
    if (!workspace) return;
    const active = workspace.supervisor
      .active()
      .map(({ task }) => ({ task: task.id, title: task.title }));
    const now = JSON.stringify(active);
    if (now !== told) main.tell("activeRuns", active);
    told = now;
  };
  const api = createApi({
    home,
    settings,
    env,
    personEnv: start.fromTerminal ? async () => env : createPersonEnvironment(env),
    shell: process.platform === "win32" ? (env["COMSPEC"] ?? "cmd.exe") : "/bin/sh",
    launcher: {
      program: (args) => ({ file: launcher.file, args: [...launcher.args, ...args] }),
    },
    startHost: hosts.start,
    leftHosts: hosts.left,
    sealKey: openSealKey(join(home.root, "seal-key"), findKeychain),
    write: startWriterThread(join(out, "write-thread.js")),
    buildIndex: buildInThread(join(out, "index-thread.js")),
    trust: openTrustBook(
      home.trust.list,
      async () => ({ file: home.trust.key, keychain: await findKeychain() }),
      () =>
        report(
          new Error(
            "The list of trusted projects was written by another program, so it does not count. You are asked for each project again.",
          ),
        ),
    ),
    report,
    runsChanged: tellActiveRuns,
    resources: start.resources,
    documents: start.documents,
    searchThread: join(out, "search-thread.js"),
    player: join(out, "exported-player.js"),
    named: start.named,
    async saveAs(caller, file) {
      if (caller.kind !== "window") return undefined;
      return (await main.ask("saveAs", { window: caller.window, ...file }))?.path;
    },
    async flushOthers({ caller }) {
      if (caller.kind === "window") await main.ask("flushOthers", { than: caller.window });
    },
  });
  const door = makeDoor(api, report);
  const socket = await listenLocal(socketPath(home.root), (channel) =>
    acceptLocal(channel, door, api.add),
  );
  api.begin();
  return {
    door,
    hosts,
    add: api.add,
    commandsApart: "refused" in socket ? socket.refused : undefined,
    focus() {
      // Changes that the command line made to the runs show when the person returns to the window.
      api.workspace()?.supervisor.refresh().catch(report);
      api.workspace()?.look();
    },
    remember(change) {
      remembering = settings.update((data) => ({ ...data, ...change })).catch(report);
    },
    async close() {
      if ("close" in socket) socket.close();
      await api.close();
      await remembering;
    },
  };
}

/** Connects another program of the person: the command line. */
function acceptLocal(channel: LocalChannel, door: Door, add: (client: Client) => void): void {
  const gone = new AbortController();
  const client: Client = {
    caller: { kind: "command-line" },
    tell(name, payload) {
      // The other events are about the windows' state.
      if (name.startsWith("runs.")) peer.tell(name, events[name].parse(payload));
    },
    gone: gone.signal,
  };
  const peer = acceptingPeer(
    {
      post: channel.post,
      answer: (name, input) => door(client, name, input),
      event: () => undefined,
    },
    contractVersion,
    () => add(client),
  );
  channel.onMessage(peer.receive);
  channel.onClose(() => {
    peer.close(engineEnded);
    gone.abort();
  });
}
