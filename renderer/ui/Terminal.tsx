import { useEffect, useRef } from "react";
import { type LiveScreen, openLiveScreen } from "./live-terminal";
import { openRecordedScreen, type RecordedScreen } from "./recorded-terminal";
import type { TerminalScreen } from "./terminal-screen";
import { openTileScreen } from "./tile-terminal";
import "./terminal.css";

export type { LiveScreen } from "./live-terminal";
export type { RecordedScreen } from "./recorded-terminal";
export type { TerminalScreen } from "./terminal-screen";

/** The functions that connect a live terminal with its program. */
export interface LiveTerminalUse {
  /** Called when the terminal is on the screen. Returns a function to call before the terminal is removed. */
  open(screen: LiveScreen): () => void;
  input(data: string): void;
  resize(cols: number, rows: number): void;
  link(url: string): void;
}

/** A terminal that fills its place. */
export function LiveTerminal({
  label,
  scrollback,
  use,
}: {
  label: string;
  /** The number of lines kept above the screen. */
  scrollback: number;
  /** Must stay the same object during the terminal's lifetime. */
  use: LiveTerminalUse;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const host = place.current;
    if (!host) return;
    const life = new AbortController();
    const { signal } = life;
    openLiveScreen(host, signal, use, scrollback).then(
      (screen) => {
        hook(host, screen);
        const observer = new ResizeObserver(() => screen.fit());
        observer.observe(host);
        const close = use.open(screen);
        signal.addEventListener("abort", () => {
          observer.disconnect();
          close();
        });
      },
      (error: unknown) => {
        if (!signal.aborted) throw error;
      },
    );
    return () => life.abort();
  }, [use, scrollback]);
  return (
    <section className="terminal live" aria-label={label}>
      <div ref={place} className="terminal-host" data-testid="terminal" />
    </section>
  );
}

/**
 * A live terminal as a small picture that never changes the program's size; see `openTileScreen`.
 * @param use must stay the same object during the terminal's lifetime
 */
export function TileTerminal({
  label,
  use,
}: {
  label: string;
  use: {
    /** Called when the terminal is on the screen. Returns a function to call before the terminal is removed. */
    open(screen: LiveScreen): () => void;
    input(data: string): void;
  };
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const host = place.current;
    if (!host) return;
    const life = new AbortController();
    const { signal } = life;
    openTileScreen(host, signal, use.input).then(
      (screen) => {
        hook(host, screen);
        signal.addEventListener("abort", use.open(screen));
      },
      (error: unknown) => {
        if (!signal.aborted) throw error;
      },
    );
    return () => life.abort();
  }, [use]);
  return (
    <section className="terminal small" aria-label={label}>
      <div ref={place} className="terminal-host" data-testid="terminal" />
    </section>
  );
}

/**
 * A terminal that shows a recording at its recorded size. When the size exceeds the available room, the
 * terminal scrolls, and the line with the cursor stays in view.
 */
export function RecordedTerminal({
  label,
  scrollback,
  onOpen,
  shown,
}: {
  label: string;
  /** The number of lines kept above the screen. */
  scrollback: number;
  /** For tests: the time, in seconds, of the screen that is shown. */
  shown: () => number | undefined;
  /**
   * Called when the terminal is on the screen. Must stay the same function, like `shown`. Returns a function
   * to call before the terminal is removed.
   */
  onOpen: (screen: RecordedScreen) => () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const host = place.current;
    if (!host) return;
    const life = new AbortController();
    const { signal } = life;
    openRecordedScreen(host, signal, scrollback).then(
      (screen) => {
        hook(host, screen);
        Object.assign(host, { specwrightShown: shown });
        const close = onOpen(screen);
        signal.addEventListener("abort", close);
      },
      (error: unknown) => {
        if (!signal.aborted) throw error;
      },
    );
    return () => life.abort();
  }, [onOpen, shown, scrollback]);
  return (
    <section className="terminal recorded" aria-label={label}>
      <div ref={place} className="terminal-host" data-testid="terminal" />
    </section>
  );
}

/** Lets tests read the terminal's content: the element gets a function `specwrightScreen(): string`. */
function hook(host: HTMLElement, screen: TerminalScreen): void {
  Object.assign(host, { specwrightScreen: () => screen.text() });
}
