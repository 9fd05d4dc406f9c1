import type { Reply } from "@shared/contracts/call";
import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from "electron";
import { isAppUrl } from "./app-protocol";

/** The handlers of messages from the windows' preload scripts. */
export interface Heard {
  /** Answers a call to main. Never rejects. */
  call(sender: WebContents, name: unknown, input: unknown): Promise<Reply>;
  /** Gives a page its port to the engine. */
  connect(sender: WebContents): void;
}

const notOurs: Reply = {
  ok: false,
  problem: {
    code: "bad-request",
    message: "The request did not come from a page of the app.",
  },
};

/** Listens to the windows from now on. Messages wait until the handlers are loaded. */
export function listen(heard: Promise<Heard>): void {
  ipcMain.handle("specwright:call", async (event, name: unknown, input: unknown) =>
    isOurPage(event) ? (await heard).call(event.sender, name, input) : notOurs,
  );
  ipcMain.on("specwright:engine", (event) => {
    if (isOurPage(event)) heard.then(({ connect }) => connect(event.sender)).catch(console.error);
  });
}

/** Accepts the main frame of a page only, never a frame inside of it. */
function isOurPage({ senderFrame, sender }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isAppUrl(senderFrame.url);
}
