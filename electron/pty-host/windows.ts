import type { TerminalToHost, TerminalToWindow } from "@shared/contracts/terminal";
import type { Piece } from "@shared/recordings/vt-scanner";
import { type Channel, type ChannelSource, openChannel } from "./channel";
import type { Port } from "./transport";

/** The messages of a window that are input for the terminal. */
export type WindowInput = Exclude<TerminalToHost, { type: "ack" | "focus" }>;

/** The windows that show one session. */
export interface Windows {
  /** Whether one of them is so far behind that the terminal must pause. */
  readonly wantsPause: boolean;
  /** Whether one of them has the person's attention. */
  readonly focused: boolean;
  /** Shows the terminal from its beginning on a port, also before the session begins or after it ended. */
  attach(port: Port): void;
  /** The recording has begun; waiting and later windows are shown it. */
  open(recording: ChannelSource["recording"]): void;
  /** New output, which is in the recording already. */
  push(piece: Piece): void;
  /** Sends a message to all windows at once, before output that waits. */
  tell(message: TerminalToWindow): void;
  /** The session is over. */
  end(): void;
}

/** @param greeting an additional first message for each new window, if any */
export function createWindows(
  parts: Pick<ChannelSource, "size" | "onPressure"> & {
    onInput(message: WindowInput): void;
    /** `focused` may have changed. */
    onFocus(): void;
    /** See `ChannelSource.beginning`. */
    beginning(): ChannelSource["beginning"];
  },
  greeting: () => TerminalToWindow | undefined,
): Windows {
  const channels = new Set<Channel>();
  const focused = new Set<Channel>();
  let waiting: Port[] = [];
  let recording: ChannelSource["recording"] | undefined;
  let over = false;

  function attach(port: Port) {
    if (recording === undefined) {
      if (over) refuse(port);
      else waiting.push(port);
      return;
    }
    const channel = openChannel(port, {
      ...parts,
      recording,
      beginning: parts.beginning(),
      onInput(message) {
        if (message.type !== "focus") return parts.onInput(message);
        if (message.focused && channels.has(channel)) focused.add(channel);
        else focused.delete(channel);
        parts.onFocus();
      },
      onGone() {
        channels.delete(channel);
        focused.delete(channel);
        parts.onFocus();
        parts.onPressure();
      },
    });
    channels.add(channel);
    const greets = greeting();
    if (greets !== undefined) channel.tell(greets);
    if (over) channel.end();
  }

  function attachWaiting() {
    const ports = waiting;
    waiting = [];
    for (const port of ports) attach(port);
  }

  return {
    get wantsPause() {
      return [...channels].some((channel) => channel.wantsPause);
    },
    get focused() {
      return focused.size > 0;
    },
    attach,
    open(file) {
      recording = file;
      attachWaiting();
    },
    push(piece) {
      for (const channel of channels) channel.push(piece);
    },
    tell(message) {
      for (const channel of channels) channel.tell(message);
    },
    end() {
      over = true;
      attachWaiting();
      for (const channel of channels) channel.end();
    },
  };
}

/** Tells a port that there is nothing to show. */
export function refuse(port: Port): void {
  port.post({ type: "ended" });
  port.close();
}
