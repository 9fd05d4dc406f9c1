import { randomBytes } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { CastError } from "@shared/recordings/asciicast";
import type { IndexedPart, IndexHead } from "@shared/recordings/keyframes";
import { castLimits } from "@shared/recordings/parse-values";
import { recordingName } from "../../../run-folder/recording-file";
import { openRegular } from "../../../system/regular-file";
import { identityOf, isSame, readBytes, readHead, readScreen } from "./stored-index";

/** The index's name in a run's folder. */
export const indexName = "index";

/** Builds the index of a recording at an unused path. */
export type BuildIndex = (
  cast: string,
  path: string,
  options: { readonly signal: AbortSignal; progress(part: number): void },
) => Promise<void>;

/** A part of a recording as its bytes in the file, and the screen at its beginning. */
export interface RecordingPart {
  readonly text: string;
  /**
   * Output that brings a reset terminal of the part's size to the state at the part's beginning. Some parts have
   * none.
   */
  readonly screen?: string;
}

/**
 * The indexes of recordings, built when no usable one exists. A recording is identified by its folder, laid out
 * like a run's folder, and its index lies in the same folder.
 */
export interface RecordingIndexes {
  /** Builds the index ahead of use. Errors are ignored here, because the later use reports them. */
  prepare(folder: string): void;
  /**
   * @returns the head of the index; while the index is being built, after a short wait, the part of the recording
   * (0 to 1) that is read
   * @throws {Problem} `recording-damaged`, `file-missing`
   */
  head(folder: string): Promise<IndexHead | { readonly part: number }>;
  /** @throws {Problem} `recording-damaged`; `changed-outside` when the recording is not the indexed one any more */
  part(folder: string, number: number): Promise<RecordingPart>;
  /** Cancels running builds. */
  close(): Promise<void>;
}

interface Building {
  readonly done: Promise<IndexHead>;
  part: number;
}

/** Milliseconds after which a waiting caller gets the progress. */
const patience = 250;
/** The number of heads that are cached for following requests of parts. */
const mostHeads = 4;

export function createRecordingIndexes(build: BuildIndex): RecordingIndexes {
  const life = new AbortController();
  const building = new Map<string, Building>();
  const heads = new Map<string, IndexHead>();

  /** The existing usable index, or undefined. */
  const existing = async (folder: string): Promise<IndexHead | undefined> => {
    const { cast, index } = filesOf(folder);
    const identity = await identityOf(cast).catch((error: unknown) => {
      throw new Problem("file-missing", "There is no recording.", String(error));
    });
    const known = heads.get(index);
    if (known !== undefined && isSame(known.cast, identity)) return known;
    return keep(index, await readHead(index, identity));
  };
  const keep = (index: string, head: IndexHead | undefined) => {
    heads.delete(index);
    if (head !== undefined) heads.set(index, head);
    for (const [oldest] of heads) if (heads.size > mostHeads) heads.delete(oldest);
    return head;
  };

  const make = (folder: string): Building => {
    const running = building.get(folder);
    if (running) return running;
    const started: Building = {
      part: 0,
      done: makeNow(folder, (part) => {
        started.part = part;
      }).finally(() => building.delete(folder)),
    };
    started.done.catch(() => undefined);
    building.set(folder, started);
    return started;
  };

  async function makeNow(folder: string, progress: (part: number) => void): Promise<IndexHead> {
    const { cast, index } = filesOf(folder);
    const { signal } = life;
    signal.throwIfAborted();
    const temporary = `${index}.${randomBytes(6).toString("hex")}.tmp`;
    try {
      await build(cast, temporary, { signal, progress });
      const made = await readHead(temporary, await identityOf(cast));
      // A recording that changed while it was indexed is read again by the next request.
      if (made === undefined) throw changed(cast);
      await rename(temporary, index);
      keep(index, made);
      return made;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  const head = async (folder: string): Promise<IndexHead> =>
    (await existing(folder)) ?? make(folder).done;

  return {
    prepare(folder) {
      head(folder).catch(() => undefined);
    },
    async head(folder) {
      const found = await existing(folder);
      if (found) return found;
      const making = make(folder);
      let timer: NodeJS.Timeout | undefined;
      const waited = new Promise<undefined>((resolve) => {
        timer = setTimeout(resolve, patience, undefined);
      });
      const made = await Promise.race([making.done, waited]).finally(() => clearTimeout(timer));
      return made ?? { part: making.part };
    },
    async part(folder, number) {
      const { parts, cast } = await head(folder);
      const part = parts[number];
      if (part === undefined)
        throw new Problem("bad-request", "The recording has no such part.", String(number));
      const end = parts[number + 1]?.offset ?? cast.bytes;
      const [text, screen] = await Promise.all([
        readText(filesOf(folder).cast, part, end, cast),
        screenOf(folder, number, part),
      ]);
      return screen === undefined ? { text } : { text, screen };
    },
    async close() {
      life.abort(new Problem("cancelled", "The project was closed."));
      await Promise.all([...building.values()].map(({ done }) => done.catch(() => undefined)));
    },
  };

  /** Rebuilds the whole index when a screen cannot be read. */
  async function screenOf(folder: string, number: number, { screen }: IndexedPart) {
    if (screen === undefined) return undefined;
    const { index } = filesOf(folder);
    try {
      return await readScreen(index, screen);
    } catch {
      heads.delete(index);
      await rm(index, { force: true });
      const again = (await make(folder).done).parts[number]?.screen;
      return again && readScreen(index, again);
    }
  }
}

const filesOf = (folder: string) => ({
  cast: join(folder, recordingName),
  index: join(folder, indexName),
});

/** The offsets and times at which the parts of a recording begin. */
export const placesOf = ({ parts }: IndexHead) =>
  parts.map(({ time, cols, rows, line, events, screen }) => ({
    ...{ time, cols, rows, line, events },
    hasScreen: screen !== undefined,
  }));

async function readText(
  cast: string,
  { offset, line }: IndexedPart,
  end: number,
  identity: IndexHead["cast"],
): Promise<string> {
  if (end - offset > 3 * castLimits.line) throw new CastError(line + 1, "is too long");
  const file = await openRegular(cast, { follow: true });
  try {
    const bytes = await readBytes(file, offset, end - offset);
    if (!isSame(await identityOf(cast), identity)) throw changed(cast);
    return bytes.toString("utf8");
  } finally {
    await file.close();
  }
}

const changed = (cast: string) =>
  new Problem("changed-outside", "The recording was changed meanwhile. Open it again.", cast);
