import { z } from "zod";
import { mostAmounts } from "./density";
import { castLimits } from "./parse-values";
import { mostStretches } from "./timeline";

// The index of a recording; FORMAT.md describes its file. The index is a cache: it is made from the recording
// alone, made again when it is missing, damaged or belongs to another recording, and never trusted over the
// recording.

/** The version of the index. An index with another version is made again. */
export const indexVersion = 1;
/**
 * The number of lines above the screen that a replayed terminal keeps. It must be the same for every replay,
 * because lines come back from there when a terminal becomes higher.
 */
export const replayScrollback = 1000;
/** The approximate size of a part of the recording, in bytes. */
export const partSize = 128 * 1024;
/** Limits that keep the index small for any recording. */
export const indexLimits = {
  parts: 100_000,
  marks: 5000,
  label: 200,
  /** The size of one screen, in UTF-16 units. */
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

/** The properties of a whole recording, without its events. */
export const recordingOutlineSchema = z.object({
  header: castHeaderSchema,
  duration: seconds,
  events: whole,
  /** The number of the last line, counted from 1, when the line was torn and left out. */
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

/** The place where a part of a recording begins. A part ends where the next one begins. */
export const recordingPlaceSchema = z.object({
  ...place,
  /** The number of lines and events before the part. `time` is the time of the last of these events. */
  line: whole,
  events: whole,
});
export type RecordingPlace = z.infer<typeof recordingPlaceSchema>;

const partSchema = recordingPlaceSchema.extend({
  /** The number of bytes before the part. */
  offset: whole,
  /** The position of the part's screen in the index, and its length in bytes. A part may have no screen. */
  screen: z.object({ offset: whole, length: whole }).optional(),
});
export type IndexedPart = z.infer<typeof partSchema>;

/** The content of the index without the screens. */
export const indexHeadSchema = z
  .object({
    version: z.literal(indexVersion),
    /** The terminal that made the index. The same terminal has to continue from its screens. */
    maker: z.string(),
    /**
     * The recording's file when the index was made: its size, and its times of change in nanoseconds since
     * 1970.
     */
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
 * The index of the part that contains a time. The events up to that time are all events before the part, and
 * the part's events up to the time.
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
