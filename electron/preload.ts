import { type Bridge, terminalMessage } from "@shared/contracts/bridge";
import { createEventHub } from "@shared/contracts/event-hub";
import { contractVersion } from "@shared/contracts/version";
import { connectingPeer, engineEnded, type Peer } from "@shared/peer/peer";
import { contextBridge, ipcRenderer, webUtils } from "electron";

// The page gets three functions and nothing of Electron. Names and payloads are validated on the other side of
// each door, and the answers again by the page.
const events = createEventHub();
ipcRenderer.on("specwright:event", (_event, event: unknown, payload: unknown) => {
  events.tell(event, payload);
});

// Main sends the engine's port, and another one after each restart of the engine. Calls wait for it.
let arrived: (peer: Peer) => void = () => undefined;
const nextPeer = () =>
  new Promise<Peer>((resolve) => {
    arrived = resolve;
  });
let engine: Peer | Promise<Peer> = nextPeer();
let leave: () => void = () => undefined;
ipcRenderer.on("specwright:engine", ({ ports: [port] }) => {
  if (!port) return;
  leave();
  const peer = connectingPeer(
    {
      post: (message) => port.postMessage(message),
      answer: async () => ({ ok: false, problem: nothingHere }),
      event: events.tell,
    },
    contractVersion,
  );
  const leaveThis = () => {
    if (leave !== leaveThis) return;
    leave = () => undefined;
    engine = nextPeer();
    port.close();
    peer.close(engineEnded);
  };
  leave = leaveThis;
  port.addEventListener("message", ({ data }) => peer.receive(data));
  port.addEventListener("close", leaveThis);
  port.start();
  arrived(peer);
  engine = peer;
});
ipcRenderer.send("specwright:engine");

const nothingHere = { code: "bad-request", message: "A window answers no calls." } as const;

const bridge: Bridge = {
  // Sent synchronously if possible: a message that is sent after an await goes out only after the page has drawn.
  call(name, input) {
    if (name.startsWith("app.")) return ipcRenderer.invoke("specwright:call", name, input);
    return engine instanceof Promise
      ? engine.then((peer) => peer.ask(name, input))
      : engine.ask(name, input);
  },
  on: events.on,
  pathOf: (file) => (file instanceof File ? webUtils.getPathForFile(file) : ""),
};

contextBridge.exposeInMainWorld("specwright", bridge);

// A MessagePort cannot pass the context bridge; a window message can carry it.
ipcRenderer.on("specwright:terminal", (event, run: unknown) => {
  window.postMessage({ specwright: terminalMessage, run }, window.location.origin, event.ports);
});
