import { join, resolve } from "node:path";
import { app, BrowserWindow, nativeTheme } from "electron";
import { z } from "zod";
import { startWriterThread } from "../files/writer-thread";
import { emit, openDoor } from "../ipc/door";
import { createApi } from "../ipc/handlers";
import { buildInThread } from "../runs/recording-index/builder-thread";
import { findHome } from "../settings/home";
import { openSettings } from "../settings/settings";
import { createAppLauncher } from "./agent-launcher";
import { isAppUrl, registerAppScheme, serveApp } from "./app-protocol";
import { lockDown } from "./lockdown";
import { createMainWindow } from "./main-window";
import { createQuitting } from "./quitting";
import { startUtilityHost } from "./utility-host";

/** What a second launch hands over: Chromium may reorder the words of its command line. */
const launchSchema = z.object({ open: z.string() });

/** Recordings and repositories are told apart by their names: a repository is a folder. */
const isRecording = (path: string) => path.toLowerCase().endsWith(".cast");

/** Puts the app together and runs it until it quits. */
export async function startApp(): Promise<void> {
  const { env } = process;
  if (env["SPECWRIGHT_USER_DATA"]) app.setPath("userData", resolve(env["SPECWRIGHT_USER_DATA"]));
  const named = namedRepository(process.argv, process.cwd());
  if (!app.requestSingleInstanceLock(named === undefined ? {} : { open: named })) {
    app.quit();
    return;
  }
  registerAppScheme();

  const out = join(app.getAppPath(), "out");
  const home = findHome(env, process.platform);
  const settings = await openSettings(home.settings);
  nativeTheme.themeSource = settings.get().theme;
  await app.whenReady();
  serveApp(join(out, "renderer"));
  lockDown();

  const quitting = createQuitting();
  const api = createApi({
    home,
    settings,
    env,
    shell: process.platform === "win32" ? (env["COMSPEC"] ?? "cmd.exe") : "/bin/sh",
    launcher: createAppLauncher(process.execPath, app.isPackaged ? undefined : app.getAppPath(), {
      asRoot: process.getuid?.() === 0,
      linux: process.platform === "linux",
    }),
    startHost: () => startUtilityHost(join(out, "pty-host.js")),
    write: startWriterThread(join(out, "write-thread.js")),
    buildIndex: buildInThread(join(out, "index-thread.js")),
    isTrusted: (top) => settings.get().trusted.includes(top),
    report,
    resources: app.isPackaged
      ? join(process.resourcesPath, "app-resources")
      : join(app.getAppPath(), "resources"),
    searchThread: join(out, "search-thread.js"),
    player: join(out, "exported-player.js"),
    named: named !== undefined && !isRecording(named) ? named : undefined,
    recording: named !== undefined && isRecording(named) ? named : undefined,
    newWindow: (beside) => openWindow(beside ?? undefined),
    flushOthers: quitting.flushOthers,
    flushed: quitting.flushed,
    quit: quitting.confirmed,
  });
  openDoor(api.handlers, isAppUrl, api.permit, report);

  let latest: BrowserWindow | undefined;
  const openWindow = (beside?: BrowserWindow): void => {
    const window = createMainWindow(settings, out, beside);
    latest = window;
    quitting.guard(window, api);
    window.on("focus", () => {
      latest = window;
      // What the command line did to the runs meanwhile shows when the person comes back.
      api.workspace()?.supervisor.refresh().catch(report);
    });
  };
  openWindow();
  // After the window, whose own start is the longer one.
  api.begin();
  app.on("second-instance", (_event, _argv, _folder, data) => {
    const wanted = launchSchema.safeParse(data);
    const window = latest?.isDestroyed() === false ? latest : BrowserWindow.getAllWindows()[0];
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.focus();
    if (!wanted.success) return;
    const path = wanted.data.open;
    emit(window.webContents, isRecording(path) ? "app.openRecording" : "app.open", { path });
  });
  app.on("window-all-closed", () => app.quit());
}

/** The repository or recording on a command line: its first word that is no switch and not the app's own folder. */
function namedRepository(argv: readonly string[], folder: string): string | undefined {
  const words = argv.slice(1).filter((word) => !word.startsWith("-"));
  const word = words[app.isPackaged ? 0 : 1];
  return word === undefined ? undefined : resolve(folder, word);
}

function report(error: unknown): void {
  console.error(error);
  for (const window of BrowserWindow.getAllWindows()) {
    const text = error instanceof Error ? error.message : String(error);
    emit(window.webContents, "app.problem", { message: text });
  }
}
