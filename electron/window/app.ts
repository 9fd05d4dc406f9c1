import { join, resolve } from "node:path";
import { linkScheme } from "@shared/runs/moment-link";
import { app, type BrowserWindow, nativeTheme } from "electron";
import { listen } from "../ipc/listen";
import { findHome } from "../settings/home";
import { openSettings } from "../settings/settings";
import { registerAppScheme, serveApp } from "./app-protocol";
import type { Engine } from "./engine";
import { askedBy, askedByLink } from "./launch";
import { lockDown } from "./lockdown";
import { createMainWindow } from "./main-window";

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
  let started: (engine: Engine) => void = () => undefined;
  const engine = new Promise<Engine>((resolve) => {
    started = resolve;
  });
  const show = (wanted: unknown) => void engine.then((it) => it.show(wanted));
  app.on("second-instance", (_event, _argv, _folder, data) => show(data));
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
  listen(engine.then(({ door }) => door));

  const openWindow = (beside?: BrowserWindow): void => {
    const window = createMainWindow(settings, out, beside);
    void engine.then((it) => it.adopt(window));
  };
  openWindow();
  const { startEngine } = await import("./engine");
  started(startEngine({ home, settings, env, out, asked, openWindow }));
  // On Linux the desktop entry of the package says it.
  if (app.isPackaged && process.platform !== "linux") app.setAsDefaultProtocolClient(linkScheme);
  app.on("window-all-closed", () => app.quit());
}
