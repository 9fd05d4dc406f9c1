import type { ProjectTop } from "@shared/base/ids";
import { editBetween } from "@shared/base/text-edit";
import { call, on } from "../../store/bridge";
import { type Draft, database } from "../../store/database";
import { say } from "../../store/notices";
import { useProjectState } from "../../store/open-project";
import { useRoute } from "../../store/route";
import { flushDrafts, onFlush, useSaveState } from "../../store/unsaved";
import {
  draftsOf,
  leftOver,
  removeDrafts,
  storeDraft,
  windowId,
  withDatabase,
} from "./draft-store";
import { draftKey, type Keeper, type KeeperOptions, type KeeperPorts, openKeeper } from "./keeper";
import { type LookPorts, readSettled } from "./settled-read";

const ports: KeeperPorts = {
  putDraft: (draft) => withDatabase(() => storeDraft(draft)),
  dropDraft: (key) => withDatabase(() => removeDrafts([key])),
  read: (path, known, checked) => readSettled(known, checked, lookPorts(path)),
  write: (path, { text, edit }, base) =>
    call("documents.write", {
      path,
      edit: edit ?? editBetween(base.text, text),
      base: base.digest,
    }),
  now: () => Date.now(),
};

const lookPorts = (path: string): LookPorts => ({
  async look() {
    const { text, digest, written, readOnly } = await call("documents.read", { path });
    return { text, digest, written, notText: readOnly === "not-utf8" };
  },
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  now: () => performance.now(),
});

const open = new Map<string, Keeper>();
/** Keepers that are closing, by draft key. Opening the document again waits for the last save. */
const closing = new Map<string, Promise<void>>();

/**
 * Keeps an open document's edits safe, and shows their state in `useSaveState`.
 * @returns the keeper, and the function that closes it after a last save
 */
export function keepDocument(
  options: Omit<KeeperOptions, "onState">,
): Pick<Keeper, "edited" | "flush" | "settle"> & { close(): void } {
  const key = draftKey(options.project, options.path, windowId);
  let shown = true;
  const keeper = openKeeper(
    {
      ...options,
      onState: (state) => {
        if (shown) useSaveState.setState({ state });
      },
    },
    ports,
    windowId,
  );
  open.set(key, keeper);
  const stop = on("documents.changed", ({ path, digest }) => {
    if (path === options.path) void keeper.lookAtFile(digest);
  });
  return {
    edited: keeper.edited,
    flush: keeper.flush,
    settle: keeper.settle,
    close() {
      shown = false;
      stop();
      useSaveState.setState({ state: undefined });
      if (open.get(key) === keeper) open.delete(key);
      const closed = keeper.close().then((state) => {
        if (closing.get(key) === closed) closing.delete(key);
        if (state.kind === "unkept")
          say(`The last edits of ${options.path} could not be kept: ${state.why}`);
        if (state.kind === "draft" || state.kind === "outside")
          say(`The last edits of ${options.path} are kept as a draft. Open it to go on.`);
      });
      closing.set(key, closed);
    },
  };
}

/** The left-over drafts of a document, read after an earlier keeper of this document has closed. */
export async function findDrafts(project: ProjectTop, path: string): Promise<Draft[]> {
  await closing.get(draftKey(project, path, windowId));
  return draftsOf(project, path);
}

/** Saves the edits of all open documents. Never rejects. */
async function flushOpen(): Promise<void> {
  await Promise.all([...[...open.values()].map((keeper) => keeper.flush()), ...closing.values()]);
}

/**
 * Saves whenever the person leaves (another window, another place) or comes back, perhaps after removing the
 * cause of a failed save. Also reports once for each project which documents have drafts left from an earlier
 * session.
 * @returns the function that stops it
 */
export function startDrafts(): () => void {
  const flush = () => void flushDrafts();
  window.addEventListener("blur", flush);
  window.addEventListener("focus", flush);
  window.addEventListener("pagehide", flush);
  let last: ProjectTop | undefined;
  const stops = [
    onFlush(flushOpen),
    useRoute.subscribe(flush),
    useProjectState.subscribe((state) => {
      const project = state.status === "open" ? state.project.path : undefined;
      if (project === last) return;
      last = project;
      if (project !== undefined) void sayLeftOver(project);
    }),
    () => window.removeEventListener("blur", flush),
    () => window.removeEventListener("focus", flush),
    () => window.removeEventListener("pagehide", flush),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

async function sayLeftOver(project: ProjectTop): Promise<void> {
  const all = await withDatabase(() => database.drafts.where({ project }).toArray()).catch(
    () => [],
  );
  const drafts = await leftOver(all);
  const { route } = useRoute.getState();
  const shown = route.place === "document" ? route.path : undefined;
  const waiting = drafts.filter(({ key, path }) => !open.has(key) && path !== shown);
  if (waiting.length === 0) return;
  const names = [...new Set(waiting.map(({ path }) => path))].join(", ");
  say(
    `Edits from last time are kept as drafts: ${names}. Open a document to go on with its draft.`,
  );
}
