import type { FileHandle } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import {
  flow,
  scrollbackLines,
  type TerminalToHost,
  type TerminalToWindow,
  terminalToHostSchema,
} from "@shared/contracts/terminal";
import { createCastParser } from "@shared/recordings/parse";
import { createBacklog } from "@shared/recordings/skim";
import { createVtScanner, type Piece } from "@shared/recordings/vt-scanner";
import { openRegular } from "../system/regular-file";
import type { Port } from "./transport";

/** UTF-16 units of a window's backlog: skimmed above, the terminal paused above, and let go on below. */
export const backlogLimits = {
  skim: 2 * 1024 * 1024,
  pause: 8 * 1024 * 1024,
  resume: 4 * 1024 * 1024,
} as const;
/**
 * While more than `flood` UTF-16 units arrive in an interval of so many milliseconds, no more than `units`
 * are sent in it: nobody reads faster, and neither side need spend its time on lines that fly past. What is
 * left when the flood is over goes out at once.
 */
const pace = { interval: 16, flood: 256 * 1024, units: 64 * 1024 } as const;
/** Newlines that skimming leaves: the scrollback's, and twice the most rows a terminal may have. */
const keptLines = scrollbackLines + 2 * 1000;
/** Bytes of the recording that are read at once while a channel catches up. */
const readSize = 256 * 1024;

/** What a channel needs of its session. */
export interface ChannelSource {
  readonly recording: {
    readonly path: string;
    readonly accepted: number;
    flush(): Promise<void>;
  };
  readonly size: { readonly cols: number; readonly rows: number };
  onInput(message: Exclude<TerminalToHost, { type: "ack" }>): void;
  /** wantsPause may have changed. */
  onPressure(): void;
  onGone(): void;
}

/** One window's view of a session: first everything from the recording, then what happens, without a gap. */
export interface Channel {
  /** This window is so far behind that the terminal must wait. */
  readonly wantsPause: boolean;
  /** New output; it is in the recording already. */
  push(piece: Piece): void;
  /** Tells the window something at once, before output that is still to be sent. */
  tell(message: TerminalToWindow): void;
  /** The session is over: `ended` follows what is still to be sent. */
  end(): void;
  close(): void;
}

export function openChannel(port: Port, source: ChannelSource): Channel {
  const empty = () => createBacklog({ above: backlogLimits.skim, lines: keptLines });
  /** What was in the recording when the window came, as far as it is read; and what happened since. */
  const past = empty();
  let present = empty();
  let unacknowledged = 0;
  let blocked = false;
  let caughtUp = false;
  let over = false;
  let closed = false;
  let pressed = false;
  /** Bytes of the recording that are the past. */
  let history = source.recording.accepted;
  let wake: () => void = () => undefined;
  let sentInSlot = 0;
  let arrivedInSlot = 0;
  let flood = false;
  let slot: NodeJS.Timeout | undefined;

  const send = (message: TerminalToWindow) => port.post(message);

  function next() {
    return past.shift() ?? (caughtUp ? present.shift() : undefined);
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
    if (caughtUp && over && !closed && past.length + present.length === 0) {
      sendSkimmed();
      send({ type: "ended" });
      close();
    }
    measure();
    if (past.length <= backlogLimits.skim) wake();
  }

  /** A backlog that grows although it is skimmed must be sent as fast as the window takes it. */
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

  /** A window that is still shown the past keeps nobody waiting. */
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

  /** Reads the past from the recording, no faster than the window takes it. */
  async function catchUp() {
    let file: FileHandle | undefined;
    try {
      file = await openRegular(source.recording.path);
      const buffer = Buffer.alloc(readSize);
      const decoder = new StringDecoder("utf8");
      const parser = createCastParser();
      const scanner = createVtScanner();
      // Of a recording that failed, less is there than was accepted before.
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
  // A recording that cannot be read any more (its folder is gone) leaves nothing to show.
  catchUp().catch(() => {
    if (!closed) send({ type: "ended" });
    close();
  });

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
        // Too much to keep beside the past: it is in the recording, and is read from there in its turn.
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
