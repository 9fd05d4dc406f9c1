import type { CallName, EventName, EventPayload } from "@shared/contracts";
import { Problem } from "@shared/contracts/problem";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import { dialog, type MessagePortMain, shell, type WebContents } from "electron";
import { missingOf } from "../projects/analysis";
import type { Workspace } from "../projects/workspace";
import type { Handlers } from "./door";

type DocumentCall = Extract<CallName, `documents.${string}` | `history.${string}`>;

/** Makes the answers to the calls about documents and their versions. */
export function documentHandlers({
  project,
  tellOthers,
}: {
  /** The project that is open. @throws {Problem} when none is */
  project(): Workspace<MessagePortMain>;
  /** Tells every window but one. */
  tellOthers<N extends EventName>(sender: WebContents, name: N, payload: EventPayload<N>): void;
}): Pick<Handlers, DocumentCall> {
  return {
    "documents.read": ({ path }) => project().files.read(path),
    "documents.write": async ({ path, edit, base }, sender) => {
      const written = await project().files.write(path, edit, base);
      // The watcher tells them as well, but later.
      tellOthers(sender, "documents.changed", { path });
      project().refresh();
      return written;
    },
    "documents.missing": async ({ paths }) => [...(await missingOf(project().files, paths))],
    "documents.image": ({ path }) => project().files.image(path),
    "documents.saveImage": async ({ document, name, bytes }) => {
      const saved = await project().files.saveImage(document, name, bytes);
      project().refresh();
      return saved;
    },
    "documents.openLink": async ({ url }) => {
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

function allowedLink(url: string): string {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol !== "https:" && address?.protocol !== "mailto:")
    throw new Problem("bad-request", "Only https and mailto addresses are opened.", url);
  return address.href;
}
