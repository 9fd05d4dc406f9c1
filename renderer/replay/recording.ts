import { Problem } from "@shared/base/problem";
import type { CallOutput } from "@shared/contracts";
import type { CastEvent } from "@shared/recordings/asciicast";
import type { RecordingOutline, RecordingPlace } from "@shared/recordings/keyframes";
import { createCastParser } from "@shared/recordings/parse-cast";
import { createTimeline, type Timeline } from "@shared/recordings/timeline";

/** The engine's calls about one recording. */
export interface RecordingSource {
  index(): Promise<CallOutput<"runs.recordingIndex">>;
  part(number: number): Promise<CallOutput<"runs.recordingPart">>;
}

/** A loaded part of a recording. */
export interface LoadedPart {
  readonly events: readonly CastEvent[];
  /** The output that brings a reset terminal of the part's size to the beginning of the part. */
  readonly screen: string | undefined;
}

/** A recording whose parts are loaded when needed, and dropped later. */
export interface Recording {
  readonly outline: RecordingOutline;
  readonly timeline: Timeline;
  /** The places where the parts begin; see `partAt`. There is at least one part. */
  readonly parts: readonly (RecordingPlace & { readonly hasScreen: boolean })[];
  /** @throws {Problem} `recording-damaged`, `changed-outside` */
  part(number: number): Promise<LoadedPart>;
  /** Loads a part before it is needed. */
  ahead(number: number): void;
}

/** The most parts that are kept. Each has about an eighth of a megabyte of text, and as much for its screen. */
const mostParts = 8;

/**
 * Opens a recording. The engine reads it first if it has no index.
 * @param progress receives the part that is read, from 0 to 1
 * @throws {Problem} `recording-damaged` when a line cannot be parsed
 */
export async function openRecording(
  source: RecordingSource,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<Recording> {
  for (;;) {
    const answer = await source.index();
    signal.throwIfAborted();
    if (answer.status === "reading") progress(answer.part);
    else return recordingOf(answer, source);
  }
}

function recordingOf(
  { outline, parts }: Extract<CallOutput<"runs.recordingIndex">, { status: "ready" }>,
  source: RecordingSource,
): Recording {
  const loaded = new Map<number, Promise<LoadedPart>>();

  const load = async (number: number): Promise<LoadedPart> => {
    const { text, screen } = await source.part(number);
    const place = parts[number];
    if (place === undefined)
      throw new Problem(
        "recording-damaged",
        "The recording is empty. Use an undamaged copy of it.",
      );
    const { line, time } = place;
    const parser = createCastParser(
      number === 0 ? undefined : { header: outline.header, line, time },
    );
    return { events: [...parser.push(text), ...parser.end().events], screen };
  };

  const part = (number: number): Promise<LoadedPart> => {
    const found = loaded.get(number) ?? load(number);
    // Moves the part to the end of the order in which parts are dropped.
    loaded.delete(number);
    loaded.set(number, found);
    for (const [oldest] of loaded) if (loaded.size > mostParts) loaded.delete(oldest);
    found.catch(() => {
      if (loaded.get(number) === found) loaded.delete(number);
    });
    return found;
  };

  return {
    outline,
    timeline: createTimeline(outline.duration, outline.idle),
    parts,
    part,
    ahead(number) {
      if (number < parts.length && !loaded.has(number)) part(number).catch(() => undefined);
    },
  };
}
