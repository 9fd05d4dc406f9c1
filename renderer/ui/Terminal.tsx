import { useEffect, useRef } from "react";
import { type LiveScreen, openLiveScreen } from "./live-screen";
import { openRecordedScreen, type RecordedScreen } from "./recorded-screen";
import type { TerminalScreen } from "./terminal-screen";
import "./terminal.css";

export type { LiveScreen } from "./live-screen";
export type { RecordedScreen } from "./recorded-screen";
export type { TerminalScreen } from "./terminal-screen";

/** What a live terminal tells and where it gets its output from. */
export interface LiveTerminalUse {
  /** The terminal is on the screen. Returns what to do before it goes. */
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
  /** Lines kept above the screen. */
  scrollback: number;
  /** Must stay the same for as long as the terminal is to stay. */
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
 * A terminal that shows a recording at its recorded size. Where that is more than there is room for it
 * scrolls, and the line with the cursor stays in sight.
 */
export function RecordedTerminal({
  label,
  scrollback,
  onOpen,
  shown,
}: {
  label: string;
  /** Lines kept above the screen. */
  scrollback: number;
  /** For tests: the time, in seconds, whose screen is on the screen. */
  shown: () => number | undefined;
  /** The terminal is on the screen. Must stay the same, as `shown` must; returns what to do before it goes. */
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

/** Lets tests read what the terminal shows: the element has a function `specwrightScreen(): string`. */
function hook(host: HTMLElement, screen: TerminalScreen): void {
  Object.assign(host, { specwrightScreen: () => screen.text() });
}
