import type { Place } from "@shared/specs/analysis/finding";

/** A place in a document that is being opened. */
export interface Target {
  /** The document's text, which the place is in. */
  readonly text: string;
  readonly place: Place;
}

let waiting: (Target & { readonly path: string }) | undefined;

/** Remembers where a document is to be shown once it is open. */
export function aimAt(path: string, target: Target): void {
  waiting = { path, ...target };
}

/** Where a document that was just opened is to be shown; once. */
export function takeTarget(path: string): Target | undefined {
  const target = waiting?.path === path ? waiting : undefined;
  waiting = undefined;
  return target;
}
