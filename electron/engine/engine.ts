// The engine's program: a utility process of the app. It owns projects, files, git, runs and recordings, and
// answers every window through a separate port. It ends when main ends.

import { setFlagsFromString } from "node:v8";
import { events } from "@shared/contracts";
import { contractVersion } from "@shared/contracts/version";
import { acceptingPeer } from "@shared/peer/peer";
import { parentPort, type UtilityPort } from "../system/parent-port";
import type { Client } from "./api/caller";
import { createLink, type Link } from "./link";
import {
  type EngineCalls,
  type EngineEvents,
  engineCalls,
  engineEvents,
  type MainCalls,
  type MainEvents,
  mainCalls,
} from "./main-link";
import type { Engine } from "./start-engine";

// The same flag as in the windows, see window/app.ts.
setFlagsFromString("--always-sparkplug");

const main = parentPort();
if (!main) throw new Error("The engine is started by the app.");

let engine: Engine | undefined;
// Windows connect before the engine is loaded, and wait for it.
let arrived: (engine: Engine) => void = () => undefined;
const started = new Promise<Engine>((resolve) => {
  arrived = resolve;
});
const begun = (): Engine => {
  if (!engine) throw new Error("The engine was not started.");
  return engine;
};

const link: Link<MainCalls, MainEvents> = createLink<
  EngineCalls,
  EngineEvents,
  MainCalls,
  MainEvents
>(
  {
    calls: engineCalls,
    answers: {
      async start(start) {
        takeEnvironment(start.env);
        const { startEngine } = await import("./start-engine");
        engine = await startEngine(start, link);
        arrived(engine);
        const { commandsApart } = engine;
        return commandsApart === undefined ? {} : { commandsApart };
      },
      async close() {
        await engine?.close();
      },
      ping: () => undefined,
    },
    events: engineEvents,
    hears: {
      focus: () => engine?.focus(),
      theme: (theme) => begun().remember(theme),
      windowState: (window) => begun().remember({ window }),
      // A host of an earlier engine can answer or end while this engine is loading.
      hostMessage: ({ host, message }) =>
        void started.then((it) => it.hosts.message(host, message)),
      hostExit: ({ host }) => void started.then((it) => it.hosts.exit(host)),
    },
  },
  mainCalls,
  { role: "accepts", post: (message) => main.postMessage(message), report: console.error },
);

main.on("message", ({ data, ports }) => {
  const [port] = ports;
  // The port belongs to the window that the message names.
  if (port) connect(port, Number(data));
  else link.receive(data);
});
main.on("close", () => process.exit(0));

/** Connects a window that main has checked. */
function connect(port: UtilityPort, window: number): void {
  const gone = new AbortController();
  const client: Client = {
    caller: { kind: "window", window },
    tell: (name, payload) => peer.tell(name, events[name].parse(payload)),
    gone: gone.signal,
  };
  const peer = acceptingPeer(
    {
      post: (message) => port.postMessage(message),
      answer: async (name, input) => (await started).door(client, name, input),
      event: () => undefined,
    },
    contractVersion,
    () => void started.then((it) => it.add(client)),
  );
  port.on("message", ({ data }) => peer.receive(data));
  port.on("close", () => gone.abort());
  port.start();
}

/**
 * Takes over the environment in which the app was started. It arrives by message, because every program of the
 * person can read a process's starting environment. The keys for agents are not set here: only agents are started
 * with them.
 */
function takeEnvironment(env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env))
    if (!name.startsWith("ANTHROPIC_")) process.env[name] = value;
}
