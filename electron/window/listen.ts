import type { Reply } from "@shared/contracts/call";
import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from "electron";
import { isAppUrl } from "./app-protocol";

/** What stands behind what the windows' preload scripts send. */
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

/** Hears the windows from now on; what comes before its answer is loaded waits for it. */
export function listen(heard: Promise<Heard>): void {
  ipcMain.handle("specwright:call", async (event, name: unknown, input: unknown) =>
    isOurPage(event) ? (await heard).call(event.sender, name, input) : notOurs,
  );
  ipcMain.on("specwright:engine", (event) => {
    if (isOurPage(event)) heard.then(({ connect }) => connect(event.sender)).catch(console.error);
  });
}

/** Only the page itself, never a frame inside it. */
function isOurPage({ senderFrame, sender }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isAppUrl(senderFrame.url);
}
