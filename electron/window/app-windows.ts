import { join } from "node:path";
import { type Asked, askedSchema, type Health } from "@shared/contracts/app";
import {
  app,
  BrowserWindow,
  dialog,
  type SaveDialogOptions,
  safeStorage,
  type UtilityProcess,
  webContents,
} from "electron";
import type { Answers } from "../engine/link";
import type { ActiveRuns, MainCalls } from "../engine/main-link";
import { opensDoors } from "../system/environment";
import { hideFromDescendants } from "../system/hide-environment";
import { isFromTerminal } from "../system/login-shell";
import { createAppLauncher } from "./agent-launcher";
import { makeAppDoor } from "./app-calls";
import { appOrigin } from "./app-protocol";
import { emit } from "./emit";
import { type EngineProcess, forkEngine, runEngine } from "./engine-process";
import type { Heard } from "./listen";
import type { WindowState } from "./main-window";
import { createPtyHosts } from "./pty-hosts";
import { createQuitting, type Quitting } from "./quitting";
import { startUtilityHost } from "./utility-host";

/** The parameters of `openAppWindows`. */
export interface AppWindowsParts {
  /** The engine's process, forked and not started yet. */
  readonly forked: UtilityProcess;
  /** The environment in which the app was started, with the keys for agents. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder of the built programs. */
  readonly out: string;
  /** The project or recording that the command line or a link named. */
  readonly asked: Asked | undefined;
  openWindow(beside: BrowserWindow | undefined): void;
}

/** The app's windows and their shared engine. */
export interface AppWindows extends Heard {
  /** Registers a window: it closes after saving, and gets the events that it missed while it was loading. */
  adopt(window: BrowserWindow): void;
  /** Stores the position of a window for the next launch. */
  rememberPlace(place: WindowState): void;
  /** Opens what another start of the app, or a link, asks for; undefined only brings a window to the front. */
  show(asked: unknown): void;
}

/** An engine that ends this many times within this many milliseconds is not started again by itself. */
const often = { times: 3, within: 60_000 } as const;

/**
 * This module is loaded after the first window was opened, because the window takes longer to start and does so
 * meanwhile.
 */
export function openAppWindows(parts: AppWindowsParts): AppWindows {
  const { env, out, asked, openWindow } = parts;
  let latest: BrowserWindow | undefined;
  let waiting: Asked | undefined = asked?.kind === "project" ? undefined : asked;
  /** The repository named at launch, until an engine has started and knows it. */
  let named = asked?.kind === "project" ? asked.path : undefined;
  let closing = false;
  let ends: number[] = [];
  /** The reason why the latest engine could not start, in words. */
  let cannotStart: string | undefined;
  /**
   * The runs that an engine told last. They go on in the pty hosts while no engine is there, and until the next
   * engine has opened their project.
   */
  let activeRuns: ActiveRuns = [];
  /** Whether the current engine has told them. */
  let areCurrent = false;
  let health: Health = {
    engine: { state: "well" },
    terminals: { state: "well" },
    commands: { state: "well" },
  };

  const tellHealth = (change: Partial<Health>) => {
    health = { ...health, ...change };
    for (const window of BrowserWindow.getAllWindows())
      emit(window.webContents, "app.health", health);
  };
  const stateOf = (hangs: boolean) => ({ state: hangs ? "hangs" : "well" }) as const;
  const hosts = createPtyHosts({
    startHost() {
      hideFromDescendants(opensDoors);
      return startUtilityHost(join(out, "pty-host.js"));
    },
    hangs: (hangs) => tellHealth({ terminals: stateOf(hangs) }),
    pageOf: (window) => webContents.fromId(window),
  });

  const run = (child: UtilityProcess): EngineProcess => {
    const started = runEngine(child, {
      start: {
        env: Object.fromEntries(
          Object.entries(env).flatMap(([name, value]) =>
            value === undefined ? [] : [[name, value]],
          ),
        ),
        fromTerminal: isFromTerminal(env),
        out,
        resources: app.isPackaged
          ? join(process.resourcesPath, "app-resources")
          : join(app.getAppPath(), "resources"),
        documents: app.getPath("documents"),
        launcher: createAppLauncher(
          process.execPath,
          app.isPackaged ? undefined : app.getAppPath(),
          { linux: process.platform === "linux" },
        ).program([]),
        ...(named === undefined ? {} : { named }),
        hosts: hosts.ids(),
      },
      answers: answersOf(quitting),
      hosts,
      started({ commandsApart }) {
        named = undefined;
        tellHealth({
          commands:
            commandsApart === undefined
              ? { state: "well" }
              : { state: "apart", reason: commandsApart },
        });
      },
      activeRuns(runs) {
        activeRuns = runs;
        areCurrent = true;
      },
      failed(error) {
        console.error(error);
        const reason = error instanceof Error ? error.message : String(error);
        cannotStart = `Specwright's engine could not start. ${reason}`;
        started.kill();
      },
      hangs: (hangs) => tellHealth({ engine: stateOf(hangs) }),
    });
    started.gone.then(startAgain).catch(console.error);
    return started;
  };

  /** The engine has ended unexpectedly. A new one is started, and every page is loaded anew with its drafts. */
  const startAgain = async (): Promise<void> => {
    areCurrent = false;
    if (closing) return;
    const now = performance.now();
    ends = [...ends.filter((end) => now - end < often.within), now];
    const reason =
      ends.length >= often.times
        ? "Specwright's engine ended three times within a minute."
        : cannotStart;
    if (reason === undefined) await startNow();
    else tellHealth({ engine: { state: "ended", reason } });
  };

  const startNow = async (): Promise<void> => {
    cannotStart = undefined;
    tellHealth({ engine: { state: "well" } });
    engine = run(forkEngine(out));
    await quitting.flushAll();
    for (const window of BrowserWindow.getAllWindows())
      await window.loadURL(`${appOrigin}/index.html?recovered=engine`).catch(console.error);
  };

  const quitting = createQuitting({
    activeRuns: () => (areCurrent || hosts.ids().length > 0 ? activeRuns : []),
    async close() {
      closing = true;
      // An engine that died before it closed leaves the pty hosts.
      await engine.link.ask("close", undefined).finally(hosts.close);
    },
  });
  let engine = run(parts.forked);

  return {
    call: makeAppDoor({
      takeAsked() {
        const taken = waiting;
        waiting = undefined;
        return taken;
      },
      rememberTheme: (theme) => engine.link.tell("theme", { theme }),
      newWindow: (beside) => openWindow(beside ?? undefined),
      flushed: quitting.flushed,
      health: () => health,
      restart(process) {
        if (process === "terminals") hosts.killAll();
        else if (health.engine.state !== "ended") engine.kill();
        else {
          ends = [];
          startNow().catch(console.error);
        }
      },
      quit: quitting.confirmed,
    }),
    connect: (page) => engine.connect(page),
    rememberPlace: (place) => engine.link.tell("windowState", place),
    adopt(window) {
      if (window.isDestroyed()) return;
      latest = window;
      quitting.guard(window);
      window.on("focus", () => {
        latest = window;
        engine.link.tell("focus", undefined);
      });
    },
    show(data) {
      const wanted = askedSchema.safeParse(data).data;
      waiting = wanted ?? waiting;
      const window = latest?.isDestroyed() === false ? latest : BrowserWindow.getAllWindows()[0];
      // A window that is being opened asks by itself.
      if (!window) return;
      if (window.isMinimized()) window.restore();
      window.focus();
      if (wanted) emit(window.webContents, "app.asked", {});
    },
  };
}

/** The calls of the engine that main answers. */
const answersOf = (quitting: Pick<Quitting, "flushOthers">): Answers<MainCalls> => ({
  async saveAs({ window: id, title, name, ending }) {
    const options: SaveDialogOptions = {
      title: "Export the recording",
      defaultPath: join(app.getPath("documents"), name.replace(/[\\/:*?"<>|]/g, "-")),
      filters: [{ name: title, extensions: [ending] }],
    };
    const page = webContents.fromId(id);
    const window = page && BrowserWindow.fromWebContents(page);
    const chosen = await (window
      ? dialog.showSaveDialog(window, options)
      : dialog.showSaveDialog(options));
    return chosen.canceled || chosen.filePath === "" ? null : { path: chosen.filePath };
  },
  async flushOthers({ than }) {
    await quitting.flushOthers(than);
  },
  hasKeychain: () =>
    safeStorage.isEncryptionAvailable() &&
    // Without a keyring, Chromium encrypts with a publicly known password.
    (process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text"),
  seal: ({ text }) => new Uint8Array(safeStorage.encryptString(text)),
  unseal: ({ bytes }) => safeStorage.decryptString(Buffer.from(bytes)),
});
