import { join, resolve } from "node:path";
import { Problem } from "@shared/base/problem";
import { calls, events, isEventName } from "@shared/contracts";
import { contractVersion } from "@shared/contracts/version";
import { connectingPeer, engineEnded } from "@shared/peer/peer";
import { replyValue } from "@shared/peer/reply-value";
import { openProjectFiles } from "../engine/files/project-files";
import { connectLocal, socketPath } from "../engine/local-socket";
import type { Home } from "../settings/home";
import type { Ask, EngineEvents, OpenedEngine, Trusting } from "./opened-engine";
import { printable } from "./print";

/**
 * Connects to the app that has a project open.
 * @returns undefined when no app has the project open
 * @throws {Problem} when the app has another version; `not-trusted`
 */
export async function openInApp(
  repo: string,
  home: Home,
  trusting: Trusting,
  event: EngineEvents,
): Promise<OpenedEngine | undefined> {
  const channel = await connectLocal(socketPath(home.root), (sentence) => {
    process.stderr.write(
      `specwright: ${printable(`An app that has this project open cannot be asked, so the command works beside it. ${sentence}`)}\n`,
    );
  });
  if (!channel) return undefined;
  const hear = <N extends keyof typeof events>(name: N, payload: unknown) =>
    event(name, events[name].parse(payload));
  const peer = connectingPeer(
    {
      post: channel.post,
      answer: async () => ({
        ok: false,
        problem: { code: "bad-request", message: "The command line answers no calls." },
      }),
      event: (name, payload) => {
        if (isEventName(name)) hear(name, payload);
      },
    },
    contractVersion,
  );
  channel.onMessage(peer.receive);
  channel.onClose(() => peer.close(engineEnded));
  const ask: Ask = async (name, input) =>
    calls[name].output.parse(replyValue(await peer.ask(name, input)));
  try {
    const snapshot = await ask("project.ifOpen", { path: resolve(repo) });
    if (snapshot === null) {
      channel.close();
      return undefined;
    }
    if (trusting === "repository" && !snapshot.trusted)
      throw new Problem(
        "not-trusted",
        "The app has this project open and does not trust it yet. Trust it there, or close it there, and try again.",
      );
    const { path, within } = snapshot;
    return {
      where: "app",
      snapshot,
      files: openProjectFiles(within === undefined ? path : topOf(path, within)),
      ask,
      leave: channel.close,
      close: async () => channel.close(),
    };
  } catch (error) {
    channel.close();
    throw error;
  }
}

/** The repository's top folder, from a project's folder and the project's path inside of the repository. */
const topOf = (folder: string, within: string): string =>
  join(folder, ...within.split("/").map(() => ".."));
