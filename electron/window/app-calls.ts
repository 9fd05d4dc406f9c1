// The calls that main answers itself: windows, dialogs and other functions that only Electron has.

import { Problem } from "@shared/base/problem";
import {
  type AppCallName,
  type CallInput,
  type CallOutput,
  calls,
  isAppCall,
} from "@shared/contracts";
import type { Asked, Health } from "@shared/contracts/app";
import type { Reply } from "@shared/contracts/call";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import {
  BrowserWindow,
  dialog,
  Notification,
  nativeTheme,
  type OpenDialogOptions,
  shell,
  type WebContents,
} from "electron";
import { parseInput, toProblem } from "../engine/api/door";
import { emit } from "./emit";
import { showMenu } from "./menu";
import { createNotifications } from "./notifications";
import { zoom } from "./zoom";

/** The parts of the app that the calls need, beside the calling window. */
export interface AppCallParts {
  /** Takes what the person asked to open, beside the repository named at launch. */
  takeAsked(): Asked | undefined;
  /** Stores the theme for the next launch. */
  rememberTheme(theme: CallInput<"app.theme">["theme"]): void;
  newWindow(beside: BrowserWindow | null): void;
  /** A window saved its last edit. */
  flushed(sender: WebContents): void;
  health(): Health;
  /** Ends a process that does not respond, or starts an engine that has ended. */
  restart(process: CallInput<"app.restart">["process"]): void;
  /** The person agreed to stop the runs. */
  quit(): void;
}

type Handlers = {
  readonly [N in AppCallName]: (
    input: CallInput<N>,
    sender: WebContents,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** Answers a window's call to main. Never rejects. */
export type AppDoor = (sender: WebContents, name: unknown, input: unknown) => Promise<Reply>;

export function makeAppDoor(parts: AppCallParts): AppDoor {
  const handlers = makeHandlers(parts);
  return async (sender, name, input) => {
    try {
      if (typeof name !== "string" || !isAppCall(name))
        throw new Problem("bad-request", "The window asked for something that does not exist.");
      return { ok: true, value: await answer(handlers, name, input, sender) };
    } catch (error) {
      return { ok: false, problem: toProblem(error, console.error).toData() };
    }
  };
}

async function answer<N extends AppCallName>(
  handlers: Handlers,
  name: N,
  input: unknown,
  sender: WebContents,
): Promise<CallOutput<N>> {
  const contract = calls[name];
  const handler: Handlers[N] = handlers[name];
  return contract.output.parse(await handler(parseInput(contract.input, input), sender));
}

function makeHandlers(parts: AppCallParts): Handlers {
  return {
    "app.takeAsked": () => parts.takeAsked() ?? null,
    "app.theme": ({ theme }) => {
      nativeTheme.themeSource = theme;
      parts.rememberTheme(theme);
    },
    "app.menu": ({ groups }, sender) => {
      const window = BrowserWindow.fromWebContents(sender);
      if (window) showMenu(groups, window);
    },
    "app.zoom": ({ step }, sender) => zoom(sender, step),
    "app.fullScreen": (_input, sender) => {
      const window = BrowserWindow.fromWebContents(sender);
      window?.setFullScreen(!window.isFullScreen());
    },
    "app.reload": (_input, sender) => sender.reload(),
    "app.newWindow": (_input, sender) => parts.newWindow(BrowserWindow.fromWebContents(sender)),
    "app.chooseFolder": ({ title }) =>
      choose(undefined, { title, properties: ["openDirectory", "createDirectory"] }),
    "app.chooseRecording": (_input, sender) =>
      choose(sender, {
        title: "Open a recording",
        properties: ["openFile"],
        filters: [
          { name: "Terminal recordings", extensions: ["cast", "json"] },
          { name: "All files", extensions: ["*"] },
        ],
      }),
    "app.openLink": async ({ url }) => {
      const address = allowedLink(url);
      const { response } = await dialog.showMessageBox({
        type: "question",
        message: "Open this address in the browser?",
        detail: withHiddenMarked(address),
        buttons: ["Open", "Cancel"],
        defaultId: 0,
        cancelId: 1,
      });
      if (response === 0) await shell.openExternal(address);
    },
    "app.notify": (told, sender) =>
      notify(told, () => {
        const window = BrowserWindow.fromWebContents(sender);
        if (window?.isMinimized()) window.restore();
        window?.show();
        window?.focus();
        emit(sender, "app.notified", { key: told.key });
      }),
    "app.flushed": (_input, sender) => parts.flushed(sender),
    "app.health": () => parts.health(),
    "app.restart": ({ process }) => parts.restart(process),
    "app.quit": () => parts.quit(),
  };
}

const notify = createNotifications({
  isSupported: () => Notification.isSupported(),
  isInFront: () => BrowserWindow.getFocusedWindow() !== null,
  show({ title, body }, gone) {
    // Agents and specs of others chose the words.
    const notification = new Notification({ title, body: withHiddenMarked(body) });
    notification.once("click", () => gone(true));
    notification.once("close", () => gone(false));
    notification.show();
  },
});

async function choose(
  sender: WebContents | undefined,
  options: OpenDialogOptions,
): Promise<{ path: string } | null> {
  const window = sender && BrowserWindow.fromWebContents(sender);
  const chosen = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  const [path] = chosen.filePaths;
  return chosen.canceled || path === undefined ? null : { path };
}

function allowedLink(url: string): string {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol !== "https:" && address?.protocol !== "mailto:")
    throw new Problem("bad-request", "Only https and mailto addresses are opened.", url);
  return address.href;
}
