import { z } from "zod";
import { mostAmounts } from "./density";
import { castLimits } from "./parse-values";
import { mostStretches } from "./timeline";

// The index of a recording; FORMAT.md says how it lies in its file. It is a cache: made of the recording alone,
// made again whenever it is missing, damaged or of another recording, and never taken for the truth.

/** The version of the index; another one is not read but made anew. */
export const indexVersion = 1;
/**
 * Lines above the screen that a replayed terminal keeps. Wherever a recording is replayed it must be the same
 * number: when a terminal becomes higher, lines come back from there.
 */
export const replayScrollback = 1000;
/** Bytes of the recording that a part has, about. */
export const partSize = 128 * 1024;
/** What may be noted at most, so that an index stays small whatever the recording. */
export const indexLimits = {
  parts: 100_000,
  marks: 5000,
  label: 200,
  /** Of one screen, in UTF-16 units. */
  screen: 8 * 1024 * 1024,
} as const;

const seconds = z.number().nonnegative().finite();
const whole = z.number().int().nonnegative();
const side = z.number().int().min(1).max(castLimits.size);
const place = { time: seconds, cols: side, rows: side };

export const castHeaderSchema = z.object({
  version: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  cols: side,
  rows: side,
  timestamp: z.number().exactOptional(),
  title: z.string().exactOptional(),
  command: z.string().exactOptional(),
  idleTimeLimit: z.number().exactOptional(),
  type: z.string().exactOptional(),
});

/** See PassedOver. */
export const passedOverSchema = z.object({
  lines: z.number().int().min(1),
  first: z.number().int().min(1),
  reason: z.string().max(200),
});

/** What a recording is like as a whole, without its events. */
export const recordingOutlineSchema = z.object({
  header: castHeaderSchema,
  duration: seconds,
  events: whole,
  /** The last line, counted from 1, when it was torn and is left out. */
  torn: whole.optional(),
  /** Lines that were passed over; see PassedOver. */
  passedOver: passedOverSchema.optional(),
  density: z.object({
    step: z.number().positive(),
    amounts: z.array(whole).max(mostAmounts),
  }),
  markers: z.array(z.object({ time: seconds, label: z.string() })).max(indexLimits.marks),
  resizes: z.array(z.object(place)).max(indexLimits.marks),
  /** See Timeline.idle. */
  idle: z.array(z.object({ start: seconds, end: seconds })).max(mostStretches),
});
export type RecordingOutline = z.infer<typeof recordingOutlineSchema>;

/** Where a part of a recording begins; it ends where the next one does. */
export const recordingPlaceSchema = z.object({
  ...place,
  /** Lines and events before it. `time` is that of the last of these events. */
  line: whole,
  events: whole,
});
export type RecordingPlace = z.infer<typeof recordingPlaceSchema>;

const partSchema = recordingPlaceSchema.extend({
  /** Bytes before it. */
  offset: whole,
  /** Where in the index its screen lies and how many bytes that takes; a part may have none. */
  screen: z.object({ offset: whole, length: whole }).optional(),
});
export type IndexedPart = z.infer<typeof partSchema>;

/** What the index says besides the screens. */
export const indexHeadSchema = z
  .object({
    version: z.literal(indexVersion),
    /** What made it; the same terminal has to make it and play on from it. */
    maker: z.string(),
    /** The recording as it was: its size, and when it was changed, in nanoseconds since 1970. */
    cast: z.object({ bytes: whole, mtime: z.string(), ctime: z.string() }),
    outline: recordingOutlineSchema,
    parts: z.array(partSchema).min(1).max(indexLimits.parts),
  })
  .refine(({ outline, parts, cast }) => {
    const { duration, events, idle, markers, resizes } = outline;
    const first = parts[0];
    return (
      first?.offset === 0 &&
      first.time === 0 &&
      inOrder(
        parts.map(({ offset }) => offset),
        cast.bytes,
      ) &&
      inOrder(
        parts.map(({ time }) => time),
        duration,
      ) &&
      inOrder(
        parts.map((part) => part.events),
        events,
      ) &&
      inOrder(
        idle.flatMap(({ start, end: until }) => [start, until]),
        duration,
      ) &&
      inOrder(
        markers.map(({ time }) => time),
        duration,
      ) &&
      inOrder(
        resizes.map(({ time }) => time),
        duration,
      )
    );
  }, "The index is not in order.");
export type IndexHead = z.infer<typeof indexHeadSchema>;

const inOrder = (values: readonly number[], most: number): boolean =>
  values.every((value, index) => value >= (values[index - 1] ?? 0) && value <= most);

/**
 * The part in which a time lies: what has happened at that time are all the events before the part, and those
 * in it up to the time.
 */
export function partAt(parts: readonly { readonly time: number }[], time: number): number {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.time ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
