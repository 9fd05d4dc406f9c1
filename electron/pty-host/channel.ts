import type { FileHandle } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import {
  flow,
  scrollbackLines,
  type TerminalToHost,
  type TerminalToWindow,
  terminalToHostSchema,
} from "@shared/contracts/terminal";
import { createCastParser } from "@shared/recordings/parse-cast";
import { createBacklog } from "@shared/recordings/skim";
import { createVtScanner, type Piece } from "@shared/recordings/vt-scanner";
import { openRegular } from "../system/regular-file";
import type { Beginning } from "./kept-screen";
import type { Port } from "./transport";

/**
 * UTF-16 units of a window's backlog. It is skimmed above `skim`. The terminal is paused above `pause` and resumed
 * below `resume`.
 */
export const backlogLimits = {
  skim: 2 * 1024 * 1024,
  pause: 8 * 1024 * 1024,
  resume: 4 * 1024 * 1024,
} as const;
/**
 * While more than `flood` UTF-16 units arrive in an interval of `interval` milliseconds, at most `units` are sent
 * in it. No person reads faster, and both sides save the work for lines that scroll past. The remaining output is
 * sent when the flood is over.
 */
const pace = { interval: 16, flood: 256 * 1024, units: 64 * 1024 } as const;
/** Newlines that skimming keeps: the scrollback's, and twice the largest number of a terminal's rows. */
const keptLines = scrollbackLines + 2 * 1000;
/** Bytes of the recording in one read during catch-up. */
const readSize = 256 * 1024;

/** The parts of a session that a channel uses. */
export interface ChannelSource {
  readonly recording: {
    readonly path: string;
    readonly accepted: number;
    flush(): Promise<void>;
  };
  readonly size: { readonly cols: number; readonly rows: number };
  /** What the window begins with; undefined for the recording from its first byte. */
  beginning?: Beginning | undefined;
  onInput(message: Exclude<TerminalToHost, { type: "ack" }>): void;
  /** wantsPause may have changed. */
  onPressure(): void;
  onGone(): void;
}

/** One window's view of a session: first its past, then new output, without a gap. */
export interface Channel {
  /** Whether the window is so far behind that the terminal must pause. */
  readonly wantsPause: boolean;
  /** New output, which is in the recording already. */
  push(piece: Piece): void;
  /** Sends a message at once, before output that waits. */
  tell(message: TerminalToWindow): void;
  /** The session is over. `ended` is sent after the waiting output. */
  end(): void;
  close(): void;
}

export function openChannel(port: Port, source: ChannelSource): Channel {
  const empty = () => createBacklog({ above: backlogLimits.skim, lines: keptLines });
  /**
   * `past` is the recording's output at the time when the window came, as far as it is read; `present` is the
   * output since then.
   */
  const past = empty();
  const begun = [...(source.beginning?.texts ?? [])];
  let present = empty();
  let unacknowledged = 0;
  let blocked = false;
  let caughtUp = false;
  let over = false;
  let closed = false;
  let pressed = false;
  /** The recording's length in bytes at the end of the past. */
  let history = source.recording.accepted;
  let wake: () => void = () => undefined;
  let sentInSlot = 0;
  let arrivedInSlot = 0;
  let flood = false;
  let slot: NodeJS.Timeout | undefined;

  const send = (message: TerminalToWindow) => port.post(message);

  function next() {
    return begun.shift() ?? past.shift() ?? (caughtUp ? present.shift() : undefined);
  }

  function pump() {
    while (!closed && !blocked && !paced()) {
      sendSkimmed();
      const data = next();
      if (data === undefined) break;
      unacknowledged += data.length;
      sentInSlot += data.length;
      send({ type: "data", data });
      if (unacknowledged > flow.high) blocked = true;
    }
    if (caughtUp && over && !closed && begun.length + past.length + present.length === 0) {
      sendSkimmed();
      send({ type: "ended" });
      close();
    }
    measure();
    if (past.length <= backlogLimits.skim) wake();
  }

  /** A backlog that grows despite skimming must be sent as fast as the window accepts it. */
  const paced = () => flood && sentInSlot >= pace.units && present.length < 2 * backlogLimits.skim;

  function nextSlot() {
    slot = undefined;
    flood = arrivedInSlot > pace.flood;
    arrivedInSlot = 0;
    sentInSlot = 0;
    if (flood) slot = setTimeout(nextSlot, pace.interval);
    pump();
  }

  function sendSkimmed() {
    const length = past.takeSkimmed() + present.takeSkimmed();
    if (length > 0) send({ type: "skimmed", length });
  }

  /** A window that still reads the past does not pause the terminal. */
  function measure() {
    const next =
      !closed &&
      caughtUp &&
      present.length > (pressed ? backlogLimits.resume : backlogLimits.pause);
    if (next === pressed) return;
    pressed = next;
    source.onPressure();
  }

  function close() {
    if (closed) return;
    closed = true;
    clearTimeout(slot);
    port.close();
    measure();
    wake();
    source.onGone();
  }

  /** Reads the past from the recording, at the speed of the window. */
  async function catchUp() {
    let file: FileHandle | undefined;
    try {
      file = await openRegular(source.recording.path);
      const buffer = Buffer.alloc(readSize);
      const decoder = new StringDecoder("utf8");
      const parser = createCastParser();
      const scanner = createVtScanner();
      // A recording that failed has fewer bytes than were accepted before.
      const end = () => Math.min(history, source.recording.accepted);
      for (let read = 0; !closed && read < end(); ) {
        const size = Math.min(readSize, end() - read);
        const { bytesRead } = await file.read(buffer, 0, size, read);
        read += bytesRead;
        const events = parser.push(decoder.write(buffer.subarray(0, bytesRead)));
        for (const event of events) if (event.code === "o") past.push(scanner.scan(event.data));
        if (bytesRead === 0) await source.recording.flush();
        pump();
        if (!closed && past.length > backlogLimits.skim)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
      caughtUp = true;
      pump();
    } finally {
      await file?.close();
    }
  }

  port.onClose(close);
  port.onMessage((raw) => {
    const parsed = terminalToHostSchema.safeParse(raw);
    if (!parsed.success || closed) return;
    const message = parsed.data;
    if (message.type !== "ack") {
      source.onInput(message);
      return;
    }
    unacknowledged = Math.max(0, unacknowledged - message.length);
    if (blocked && unacknowledged < flow.low) blocked = false;
    if (!blocked) pump();
  });
  send({ type: "size", ...source.size });
  if (source.beginning !== undefined) {
    caughtUp = true;
    pump();
  } else {
    // A recording that cannot be read any more (its folder is gone) leaves nothing to show.
    catchUp().catch(() => {
      if (!closed) send({ type: "ended" });
      close();
    });
  }

  return {
    get wantsPause() {
      return pressed;
    },
    push(piece) {
      if (closed) return;
      present.push(piece);
      if (caughtUp) {
        arrivedInSlot += piece.text.length;
        slot ??= setTimeout(nextSlot, pace.interval);
        pump();
      } else if (present.length > backlogLimits.pause) {
        // Too large to store beside the past. It is in the recording, and will be read from there.
        present = empty();
        history = source.recording.accepted;
      }
    },
    tell(message) {
      if (!closed) send(message);
    },
    end() {
      over = true;
      if (caughtUp) pump();
    },
    close,
  };
}
