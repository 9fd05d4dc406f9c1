import { join, resolve } from "node:path";
import { linkScheme } from "@shared/runs/moment-link";
import { app, type BrowserWindow, nativeTheme } from "electron";
import { findHome } from "../settings/home";
import { readSettings } from "../settings/settings";
import { registerAppScheme, serveApp } from "./app-protocol";
import type { AppWindows } from "./app-windows";
import { forkEngine } from "./engine-process";
import { askedBy, askedByLink } from "./launch";
import { listen } from "./listen";
import { lockDown } from "./lockdown";
import { createMainWindow, type WindowState } from "./main-window";

/** Assembles the app and runs it until it quits. */
export async function startApp(): Promise<void> {
  const env = { ...process.env };
  // The keys are for agents, which get them from `env`. No other process of the app is started with them.
  for (const name of Object.keys(env)) if (name.startsWith("ANTHROPIC_")) delete process.env[name];
  if (env["SPECWRIGHT_USER_DATA"]) app.setPath("userData", resolve(env["SPECWRIGHT_USER_DATA"]));
  const asked = askedBy(process.argv, process.cwd(), app.isPackaged);
  // Passed as data, because Chromium may reorder the arguments of a second launch's command line.
  if (!app.requestSingleInstanceLock({ ...asked })) {
    app.quit();
    return;
  }
  // Without this flag, code that runs once or twice stayed in V8's interpreter: ticking a task took 1 ms longer.
  app.commandLine.appendSwitch("js-flags", "--always-sparkplug");
  let started: (windows: AppWindows) => void = () => undefined;
  const windows = new Promise<AppWindows>((resolve) => {
    started = resolve;
  });
  const show = (wanted: unknown) => void windows.then((it) => it.show(wanted));
  app.on("second-instance", (_event, _argv, _folder, data) => show(data));
  // macOS passes links by this event, also the link with which the app is started.
  app.on("open-url", (event, url) => {
    event.preventDefault();
    show(askedByLink(url));
  });
  registerAppScheme();

  const out = join(app.getAppPath(), "out");
  const settings = await readSettings(findHome(env, process.platform).settings);
  nativeTheme.themeSource = settings.theme;
  await app.whenReady();
  // The engine takes longest to start, so it is forked first and starts in parallel.
  const forked = forkEngine(out);
  serveApp(join(out, "renderer"));
  lockDown();
  listen(windows);

  let place: WindowState | undefined = settings.window;
  const openWindow = (beside?: BrowserWindow): void => {
    const window = createMainWindow(
      {
        get: () => place,
        remember(state) {
          place = state;
          void windows.then((it) => it.rememberPlace(state));
        },
      },
      out,
      beside,
    );
    void windows.then((it) => it.adopt(window));
  };
  openWindow();
  const { openAppWindows } = await import("./app-windows");
  started(openAppWindows({ forked, env, out, asked, openWindow }));
  // On Linux the package's .desktop entry registers the scheme.
  if (app.isPackaged && process.platform !== "linux") app.setAsDefaultProtocolClient(linkScheme);
  app.on("window-all-closed", () => app.quit());
}
