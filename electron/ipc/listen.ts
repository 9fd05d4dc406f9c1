import { ipcMain } from "electron";
import type { Door } from "./door";

/** Hears the windows' calls from now on; those that come before the door is there wait for it. */
export function listen(door: Promise<Door>): void {
  ipcMain.handle("specwright:call", async (event, name: unknown, input: unknown) =>
    (await door)(event, name, input),
  );
}
