import { z } from "zod";
import { terminalColoursSchema } from "./terminal-colours";

/** What the pty host sends over a terminal's MessagePort. */
export const terminalToWindowSchema = z.discriminatedUnion("type", [
  /** First message: the size the terminal has. */
  z.object({ type: z.literal("size"), cols: z.number().int(), rows: z.number().int() }),
  /** Output. The window acknowledges its length, in UTF-16 units, once it has been drawn. */
  z.object({ type: z.literal("data"), data: z.string() }),
  /**
   * The live view fell behind a flood; this many UTF-16 units that could no longer be seen were not
   * sent. The recording has them.
   */
  z.object({ type: z.literal("skimmed"), length: z.number().int() }),
  /**
   * The disk with this folder is full: the program waits, nothing is lost, and `disk-room` follows when it
   * goes on. Once its programs are `stopped`, only the end of the recording waits.
   */
  z.object({ type: z.literal("disk-full"), folder: z.string(), stopped: z.boolean() }),
  z.object({ type: z.literal("disk-room") }),
  /** The session is over; nothing follows. */
  z.object({ type: z.literal("ended") }),
]);
export type TerminalToWindow = z.infer<typeof terminalToWindowSchema>;

/** What the window sends over a terminal's MessagePort. */
export const terminalToHostSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ack"), length: z.number().int().nonnegative() }),
  /** What a person typed, pasted or did with the mouse; never what the window's terminal says by itself. */
  z.object({ type: z.literal("input"), data: z.string().max(1_000_000) }),
  /** The window that shows the terminal has the person's attention, or no longer. */
  z.object({ type: z.literal("focus"), focused: z.boolean() }),
  /** The colours that the terminal has in this window. */
  z.object({ type: z.literal("colours"), colours: terminalColoursSchema }),
  z.object({
    type: z.literal("resize"),
    cols: z.number().int().min(2).max(1000),
    rows: z.number().int().min(1).max(1000),
  }),
]);
export type TerminalToHost = z.infer<typeof terminalToHostSchema>;

/** Unacknowledged UTF-16 units above which the host stops sending to a window, and below which it goes on. */
export const flow = { high: 100_000, low: 5_000 } as const;

/** Lines that the window's terminal keeps above the screen. */
export const scrollbackLines = 5_000;
