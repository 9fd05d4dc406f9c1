import { join } from "node:path";
import { type Asked, askedSchema } from "@shared/contracts/app";
import { app, BrowserWindow } from "electron";
import { startWriterThread } from "../files/writer-thread";
import { type Door, emit, makeDoor } from "../ipc/door";
import { createApi } from "../ipc/handlers";
import { opensDoors } from "../runs/agents/environment";
import { createPersonEnvironment } from "../runs/agents/login-shell";
import { buildInThread } from "../runs/recording-index/builder-thread";
import { hideFromDescendants } from "../settings/hide-environment";
import type { Home } from "../settings/home";
import type { Settings } from "../settings/settings";
import { openTrustBook } from "../settings/trust-store";
import { createAppLauncher } from "./agent-launcher";
import { isAppUrl } from "./app-protocol";
import { keyBox } from "./key-box";
import { createQuitting } from "./quitting";
import { openSealKey } from "./seal-key";
import { startUtilityHost } from "./utility-host";

/** What the windows need of the app before any of this is loaded. */
export interface EngineParts {
  readonly home: Home;
  readonly settings: Settings;
  /** The environment that the app was started in, with the keys for agents. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder of the built programs. */
  readonly out: string;
  /** What the command line or a link asked for. */
  readonly asked: Asked | undefined;
  openWindow(beside: BrowserWindow | undefined): void;
}

/** All that the app does besides showing windows. */
export interface Engine {
  readonly door: Door;
  /** Takes a window into the app's care: it closes in good order, and hears what happened while it was away. */
  adopt(window: BrowserWindow): void;
  /** Shows what another start of the app, or a link, asks for; undefined shows the window alone. */
  show(asked: unknown): void;
}

/** Loaded after the first window was opened: its own start is the longer one, and goes on meanwhile. */
export function startEngine({ home, settings, env, out, asked, openWindow }: EngineParts): Engine {
  let latest: BrowserWindow | undefined;
  let waiting: Asked | undefined = asked?.kind === "project" ? undefined : asked;
  const quitting = createQuitting({
    runs: () => api.workspace()?.supervisor.runs() ?? [],
    close: () => api.close(),
  });
  const api = createApi({
    home,
    settings,
    env,
    personEnv: createPersonEnvironment(env),
    shell: process.platform === "win32" ? (env["COMSPEC"] ?? "cmd.exe") : "/bin/sh",
    launcher: createAppLauncher(process.execPath, app.isPackaged ? undefined : app.getAppPath(), {
      asRoot: process.getuid?.() === 0,
      linux: process.platform === "linux",
    }),
    startHost: () => {
      hideFromDescendants(opensDoors);
      return startUtilityHost(join(out, "pty-host.js"));
    },
    sealKey: openSealKey(join(home.root, "seal-key")),
    write: startWriterThread(join(out, "write-thread.js")),
    buildIndex: buildInThread(join(out, "index-thread.js")),
    trust: openTrustBook(
      home.trust.list,
      () => keyBox(home.trust.key),
      () =>
        report(
          new Error(
            "The list of trusted projects was written by another program, so it does not count. You are asked for each project again.",
          ),
        ),
    ),
    report,
    resources: app.isPackaged
      ? join(process.resourcesPath, "app-resources")
      : join(app.getAppPath(), "resources"),
    searchThread: join(out, "search-thread.js"),
    player: join(out, "exported-player.js"),
    named: asked?.kind === "project" ? asked.path : undefined,
    takeAsked() {
      const taken = waiting;
      waiting = undefined;
      return taken;
    },
    newWindow: (beside) => openWindow(beside ?? undefined),
    flushOthers: quitting.flushOthers,
    flushed: quitting.flushed,
    quit: quitting.confirmed,
  });
  api.begin();
  return {
    door: makeDoor(api, isAppUrl, report),
    adopt(window) {
      if (window.isDestroyed()) return;
      latest = window;
      quitting.guard(window);
      window.on("focus", () => {
        latest = window;
        // What the command line did to the runs meanwhile shows when the person comes back.
        api.workspace()?.supervisor.refresh().catch(report);
        api.workspace()?.look();
      });
    },
    show(data) {
      const wanted = askedSchema.safeParse(data).data;
      waiting = wanted ?? waiting;
      const window = latest?.isDestroyed() === false ? latest : BrowserWindow.getAllWindows()[0];
      // One that is only just opening asks by itself.
      if (!window) return;
      if (window.isMinimized()) window.restore();
      window.focus();
      if (wanted) emit(window.webContents, "app.asked", {});
    },
  };
}

function report(error: unknown): void {
  console.error(error);
  for (const window of BrowserWindow.getAllWindows()) {
    const text = error instanceof Error ? error.message : String(error);
    emit(window.webContents, "app.problem", { message: text });
  }
}
