import { join, resolve } from "node:path";
import { type Asked, askedSchema } from "@shared/contracts/app";
import { linkScheme } from "@shared/runs/moment-link";
import { app, BrowserWindow, nativeTheme } from "electron";
import { startWriterThread } from "../files/writer-thread";
import { emit, openDoor } from "../ipc/door";
import { createApi } from "../ipc/handlers";
import { opensDoors } from "../runs/agents/environment";
import { createPersonEnvironment } from "../runs/agents/login-shell";
import { buildInThread } from "../runs/recording-index/builder-thread";
import { hideFromDescendants } from "../settings/hide-environment";
import { findHome } from "../settings/home";
import { openSettings } from "../settings/settings";
import { openTrustBook } from "../settings/trust-store";
import { createAppLauncher } from "./agent-launcher";
import { isAppUrl, registerAppScheme, serveApp } from "./app-protocol";
import { keyBox } from "./key-box";
import { askedBy, askedByLink } from "./launch";
import { lockDown } from "./lockdown";
import { createMainWindow } from "./main-window";
import { createQuitting } from "./quitting";
import { openSealKey } from "./seal-key";
import { startUtilityHost } from "./utility-host";

/** Puts the app together and runs it until it quits. */
export async function startApp(): Promise<void> {
  const env = { ...process.env };
  // The key is for agents, which get it from here; no other process of the app is started with it.
  for (const name of Object.keys(env)) if (name.startsWith("ANTHROPIC_")) delete process.env[name];
  if (env["SPECWRIGHT_USER_DATA"]) app.setPath("userData", resolve(env["SPECWRIGHT_USER_DATA"]));
  const asked = askedBy(process.argv, process.cwd(), app.isPackaged);
  // Handed over as data: Chromium may reorder the words of a second launch's command line.
  if (!app.requestSingleInstanceLock({ ...asked })) {
    app.quit();
    return;
  }
  // What a person does in a window once or twice ran in V8's interpreter: a tick of a task took 1 ms longer.
  app.commandLine.appendSwitch("js-flags", "--always-sparkplug");
  let latest: BrowserWindow | undefined;
  let waiting: Asked | undefined = asked?.kind === "project" ? undefined : asked;
  const show = (wanted: Asked | undefined): void => {
    waiting = wanted ?? waiting;
    const window = latest?.isDestroyed() === false ? latest : BrowserWindow.getAllWindows()[0];
    // One that is only just opening asks by itself.
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.focus();
    if (wanted) emit(window.webContents, "app.asked", {});
  };
  app.on("second-instance", (_event, _argv, _folder, data) =>
    show(askedSchema.safeParse(data).data),
  );
  // How macOS hands over a link, also the one that the app is started with.
  app.on("open-url", (event, url) => {
    event.preventDefault();
    show(askedByLink(url));
  });
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
  openDoor(api.handlers, isAppUrl, api.permit, report);

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
  // On Linux the desktop entry of the package says it.
  if (app.isPackaged && process.platform !== "linux") app.setAsDefaultProtocolClient(linkScheme);
  app.on("window-all-closed", () => app.quit());
}

function report(error: unknown): void {
  console.error(error);
  for (const window of BrowserWindow.getAllWindows()) {
    const text = error instanceof Error ? error.message : String(error);
    emit(window.webContents, "app.problem", { message: text });
  }
}
