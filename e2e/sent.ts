import type { ElectronApplication } from "@playwright/test";

/**
 * Records every message that the first window's page sends to the app from now on, on any channel.
 * @returns reads the messages: for each, as JSON, its kind, its channel and its arguments
 */
export async function watchSent(app: ElectronApplication): Promise<() => Promise<string[]>> {
  await app.evaluate(async ({ BrowserWindow, MessageChannelMain, ipcMain }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) throw new Error("There is no window.");
    const sent: string[] = [];
    const emit = contents.emit.bind(contents);
    // Electron emits this event for each message of a page before any listener of the channel.
    const noting = (name: string, event: unknown, ...carried: unknown[]) => {
      if (name.startsWith("-ipc-")) sent.push(JSON.stringify([name, ...carried]));
      return Reflect.apply(emit, contents, [name, event, ...carried]);
    };
    Object.assign(contents, { emit: noting });
    Object.assign(globalThis, { specwrightSent: sent });
    // Messages to the engine go through a port. A new port that the page requests is intercepted here.
    const post = contents.postMessage.bind(contents);
    const greeted = new Promise<void>((resolve) => {
      contents.postMessage = (channel, message, ports = []) => {
        const [port] = ports;
        if (channel !== "specwright:engine" || !port) return post(channel, message, ports);
        const { port1, port2 } = new MessageChannelMain();
        port1.on("message", ({ data }) => {
          if (data.type === "hello") resolve();
          else sent.push(JSON.stringify(["engine", data]));
          port.postMessage(data);
        });
        port.on("message", ({ data }) => port1.postMessage(data));
        port.start();
        port1.start();
        post(channel, message, [port2]);
      };
    });
    ipcMain.emit("specwright:engine", { sender: contents, senderFrame: contents.mainFrame });
    await greeted;
  });
  return () =>
    app.evaluate(() => {
      const sent: unknown = Reflect.get(globalThis, "specwrightSent");
      return Array.isArray(sent) ? sent.map(String) : [];
    });
}

/** The name of a message's call; the whole message when it is not a call. */
export const callOf = (message: string): string =>
  /^\["-ipc-invoke",false,"specwright:call",\["([\w.]+)"/.exec(message)?.[1] ??
  /^\["engine",\{"type":"ask","id":\d+,"name":"([\w.]+)"/.exec(message)?.[1] ??
  message;
