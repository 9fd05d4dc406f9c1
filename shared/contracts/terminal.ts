import { z } from "zod";
import { terminalColoursSchema } from "./terminal-colours";

/** The messages from the pty host over a terminal's MessagePort. */
export const terminalToWindowSchema = z.discriminatedUnion("type", [
  /** The first message: the terminal's size. */
  z.object({ type: z.literal("size"), cols: z.number().int(), rows: z.number().int() }),
  /** Output. After drawing it, the window acknowledges its length in UTF-16 units. */
  z.object({ type: z.literal("data"), data: z.string() }),
  /**
   * The live view fell behind a flood. This number of UTF-16 units, which could no longer be seen, was not
   * sent. The recording has them.
   */
  z.object({ type: z.literal("skimmed"), length: z.number().int() }),
  /**
   * The disk with this folder is full. The program waits and nothing is lost; `disk-room` follows when it
   * continues. When its programs are `stopped`, only the end of the recording waits.
   */
  z.object({ type: z.literal("disk-full"), folder: z.string(), stopped: z.boolean() }),
  z.object({ type: z.literal("disk-room") }),
  /** The session has ended; no message follows. */
  z.object({ type: z.literal("ended") }),
]);
export type TerminalToWindow = z.infer<typeof terminalToWindowSchema>;

/** The messages from the window over a terminal's MessagePort. */
export const terminalToHostSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ack"), length: z.number().int().nonnegative() }),
  /** Typed, pasted or mouse input of a person, but no automatic answers of the window's terminal. */
  z.object({ type: z.literal("input"), data: z.string().max(1_000_000) }),
  /** Whether the window that shows the terminal has the focus. */
  z.object({ type: z.literal("focus"), focused: z.boolean() }),
  /** The terminal's colours in this window. */
  z.object({ type: z.literal("colours"), colours: terminalColoursSchema }),
  z.object({
    type: z.literal("resize"),
    cols: z.number().int().min(2).max(1000),
    rows: z.number().int().min(1).max(1000),
  }),
]);
export type TerminalToHost = z.infer<typeof terminalToHostSchema>;

/**
 * The number of unacknowledged UTF-16 units above which the host stops sending to a window, and below which
 * it continues.
 */
export const flow = { high: 100_000, low: 5_000 } as const;

/** The number of lines above the screen that the window's terminal keeps. */
export const scrollbackLines = 5_000;
