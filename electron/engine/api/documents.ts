import type { EngineCallName, EventName, EventPayload } from "@shared/contracts";
import { missingOf } from "../projects/analysis";
import type { Workspace } from "../projects/workspace";
import type { WindowTerminal } from "../window-terminal";
import type { Client } from "./caller";
import type { Handlers } from "./door";

type DocumentCall = Extract<EngineCallName, `documents.${string}` | `history.${string}`>;

/** Makes the answers to the calls about documents and their versions. */
export function documentHandlers({
  project,
  tellOthers,
}: {
  /**
   * The open project.
   * @throws {Problem} when no project is open
   */
  project(): Workspace<WindowTerminal>;
  /** Sends an event to every window but one. */
  tellOthers<N extends EventName>(client: Client, name: N, payload: EventPayload<N>): void;
}): Pick<Handlers, DocumentCall> {
  return {
    "documents.read": ({ path }) => project().files.read(path),
    "documents.write": async ({ path, edit, base }, client) => {
      const written = await project().files.write(path, edit, base);
      // The watcher sends this event as well, but later.
      tellOthers(client, "documents.changed", { path, digest: written.digest });
      project().saved(path, { digest: written.digest, base });
      return written;
    },
    "documents.missing": async ({ paths }) => [...(await missingOf(project().files, paths))],
    "documents.image": ({ path }) => project().files.image(path),
    "documents.saveImage": async ({ document, name, bytes }) => {
      const saved = await project().files.saveImage(document, name, bytes);
      project().refresh();
      return saved;
    },

    "history.versions": ({ path, ...page }) => project().history.versions(path, page),
    "history.text": ({ commit, path }) => project().history.text(commit, path),
    "history.mentions": ({ id }) => project().history.mentions(id),
    "history.uncommitted": () => project().history.uncommitted(),
    "history.commit": async ({ paths, message }) => {
      const committed = await project().history.commit(paths, message);
      project().refresh();
      return committed;
    },
  };
}
