import { type Bridge, terminalMessage } from "@shared/contracts/bridge";
import { createEventHub } from "@shared/contracts/event-hub";
import { contextBridge, ipcRenderer, webUtils } from "electron";

// The page gets three functions and nothing of Electron. Names and payloads are checked on the other
// side of the door, and again by the page for what comes back.
const events = createEventHub();
ipcRenderer.on("specwright:event", (_event, event: unknown, payload: unknown) => {
  events.tell(event, payload);
});

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke("specwright:call", name, input),
  on: events.on,
  pathOf: (file) => (file instanceof File ? webUtils.getPathForFile(file) : ""),
};

contextBridge.exposeInMainWorld("specwright", bridge);

// A MessagePort cannot pass the context bridge; a window message can carry it.
ipcRenderer.on("specwright:terminal", (event, run: unknown) => {
  window.postMessage({ specwright: terminalMessage, run }, window.location.origin, event.ports);
});
