import { create } from "zustand";
import { call, on } from "./bridge";
import { type Draft, database } from "./database";
import {
  draftKey,
  type Keeper,
  type KeeperOptions,
  type KeeperPorts,
  openKeeper,
  type SaveState,
} from "./keeper";
import { say } from "./notices";
import { useProjectState } from "./project";
import { useRoute } from "./route";

/** How safe the edits of the shown document are; undefined while none is shown. */
export const useSaveState = create<{ readonly state: SaveState | undefined }>(() => ({
  state: undefined,
}));

const words = {
  saved: "Saved",
  saving: "Saving",
  draft: "Draft kept here",
  outside: "Changed outside",
} as const;

/** A save state in words, as the title bar shows it. */
export const saveWord = (state: SaveState): string => words[state.kind];

const ports: KeeperPorts = {
  async putDraft(draft) {
    await database.drafts.put(draft);
  },
  dropDraft: (key) => database.drafts.delete(key),
  read: (path) => call("documents.read", { path }),
  write: (path, text, base) => call("documents.write", { path, text, base }),
  now: () => Date.now(),
};

const open = new Map<string, Keeper>();
/** Documents that are being left: who opens one again waits until its last edit is on its way. */
const closing = new Map<string, Promise<void>>();

/**
 * Keeps an open document's edits safe and says how safe they are in `useSaveState`.
 * @returns the keeper, and the function that ends it after a last save
 */
export function keepDocument(
  options: Omit<KeeperOptions, "onState">,
): Pick<Keeper, "edited" | "flush" | "keepMine" | "takeTheirs"> & { close(): void } {
  const key = draftKey(options.project, options.path);
  let shown = true;
  const keeper = openKeeper(
    {
      ...options,
      onState: (state) => {
        if (shown) useSaveState.setState({ state });
      },
    },
    ports,
  );
  open.set(key, keeper);
  const stop = on("documents.changed", ({ path }) => {
    if (path === options.path) void keeper.lookAtFile();
  });
  return {
    edited: keeper.edited,
    flush: keeper.flush,
    keepMine: keeper.keepMine,
    takeTheirs: keeper.takeTheirs,
    close() {
      shown = false;
      stop();
      useSaveState.setState({ state: undefined });
      if (open.get(key) === keeper) open.delete(key);
      const closed = keeper.close().then((state) => {
        if (closing.get(key) === closed) closing.delete(key);
        if (state.kind === "draft" || state.kind === "outside")
          say(`The last edits of ${options.path} are kept as a draft. Open it to go on.`);
      });
      closing.set(key, closed);
    },
  };
}

/** The draft of a document, if one is kept. Waits for an earlier keeper of the same document. */
export async function findDraft(project: string, path: string): Promise<Draft | undefined> {
  const key = draftKey(project, path);
  await closing.get(key);
  return database.drafts.get(key);
}

/** Forgets a draft that says what its file says. */
export const dropDraft = (project: string, path: string): Promise<void> =>
  database.drafts.delete(draftKey(project, path));

/** Brings every pending edit to its file, or at least to the drafts. Never rejects. */
export async function flushDrafts(): Promise<void> {
  await Promise.all([...[...open.values()].map((keeper) => keeper.flush()), ...closing.values()]);
}

/**
 * Saves whenever the person turns away (another window, another place), and says once for each project
 * which documents have drafts left from the last time.
 * @returns the function that stops it
 */
export function startDrafts(): () => void {
  const flush = () => void flushDrafts();
  window.addEventListener("blur", flush);
  window.addEventListener("pagehide", flush);
  let last: string | undefined;
  const stops = [
    useRoute.subscribe(flush),
    useProjectState.subscribe((state) => {
      const project = state.status === "open" ? state.project.id : undefined;
      if (project === last) return;
      last = project;
      if (project !== undefined) void sayLeftOver(project);
    }),
    () => window.removeEventListener("blur", flush),
    () => window.removeEventListener("pagehide", flush),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

async function sayLeftOver(project: string): Promise<void> {
  const drafts = await database.drafts.where({ project }).toArray();
  const { route } = useRoute.getState();
  const shown = route.place === "document" ? route.path : undefined;
  const waiting = drafts.filter(({ key, path }) => !open.has(key) && path !== shown);
  if (waiting.length === 0) return;
  const names = waiting.map(({ path }) => path).join(", ");
  say(
    `Edits from last time are kept as drafts: ${names}. Open a document to go on with its draft.`,
  );
}
