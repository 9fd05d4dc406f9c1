import type { Place } from "@shared/specs/analysis/finding";

/** A place in a document that is being opened. */
export interface Target {
  /** The document's text that the place refers to. */
  readonly text: string;
  readonly place: Place;
}

let waiting: (Target & { readonly path: string }) | undefined;

/** Remembers the place at which a document is to open. */
export function aimAt(path: string, target: Target): void {
  waiting = { path, ...target };
}

/** Returns and forgets the place for a document that was just opened. */
export function takeTarget(path: string): Target | undefined {
  const target = waiting?.path === path ? waiting : undefined;
  waiting = undefined;
  return target;
}
