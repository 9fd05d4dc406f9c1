import { join } from "node:path";
import { BrowserWindow, dialog, nativeTheme, screen } from "electron";
import type { SettingsData } from "../settings/settings";
import { appOrigin } from "./app-protocol";

/** After two crashes within this many milliseconds the page is not loaded again, because it would crash again. */
const crashLoop = 10_000;

/** The last position of a window. */
export interface WindowPlace {
  get(): WindowState | undefined;
  remember(state: WindowState): void;
}

/**
 * Opens a window at the last position, or beside another window. A crashed page is loaded again with a message.
 * @param folder the folder of the preload script
 */
export function createMainWindow(
  place: WindowPlace,
  folder: string,
  beside?: BrowserWindow,
): BrowserWindow {
  const remembered = onSomeScreen(beside ? shifted(beside) : place.get());
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    ...(remembered ? bounds(remembered) : {}),
    minWidth: 760,
    minHeight: 480,
    autoHideMenuBar: true,
    title: "Specwright",
    // The window is shown at once, in the background colour of the page.
    backgroundColor: nativeTheme.shouldUseDarkColors ? "#181816" : "#fbfaf6",
    webPreferences: {
      preload: join(folder, "preload", "preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (remembered?.maximised) window.maximize();
  rememberBounds(window, place);
  recover(window);
  window.loadURL(`${appOrigin}/index.html`).catch(console.error);
  return window;
}

export type WindowState = NonNullable<SettingsData["window"]>;

const bounds = ({ x, y, width, height }: WindowState) => ({ x, y, width, height });

/** Pixels to the right and down, so that the title of the other window stays visible. */
const besideShift = 28;

function shifted(window: BrowserWindow): WindowState {
  const { x, y, width, height } = window.getNormalBounds();
  return { x: x + besideShift, y: y + besideShift, width, height, maximised: false };
}

/** The stored position, if it is on a connected screen; a window elsewhere would be out of reach. */
function onSomeScreen(state: WindowState | undefined): WindowState | undefined {
  if (!state) return undefined;
  const area = screen.getDisplayMatching(bounds(state)).workArea;
  const visible =
    state.x < area.x + area.width - 80 &&
    state.x + state.width > area.x + 80 &&
    state.y >= area.y - 10 &&
    state.y < area.y + area.height - 80;
  return visible ? state : undefined;
}

function rememberBounds(window: BrowserWindow, place: WindowPlace): void {
  window.on("close", () => {
    place.remember({ ...window.getNormalBounds(), maximised: window.isMaximized() });
  });
}

function recover(window: BrowserWindow): void {
  let last = Number.NEGATIVE_INFINITY;
  window.webContents.on("render-process-gone", (_event, details) => {
    if (details.reason === "clean-exit" || window.isDestroyed()) return;
    const now = performance.now();
    const again = now - last > crashLoop;
    last = now;
    if (!again)
      dialog.showErrorBox(
        "The window keeps crashing",
        "Your drafts are kept and your files are as they were saved. Specwright will try once more.",
      );
    window
      .loadURL(`${appOrigin}/index.html?recovered=${encodeURIComponent(details.reason)}`)
      .catch(console.error);
  });
}
