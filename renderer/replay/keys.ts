/** What a key does to a replay. */
export type ReplayAction =
  | { readonly do: "toggle" }
  | { readonly do: "seekBy"; readonly seconds: number }
  | { readonly do: "step"; readonly by: -1 | 1 }
  | { readonly do: "speed"; readonly by: -1 | 1 }
  | { readonly do: "mark"; readonly by: -1 | 1 }
  /** To a part of the duration, from 0 to 1. */
  | { readonly do: "seekTo"; readonly part: number };

const actions: ReadonlyMap<string, ReplayAction> = new Map<string, ReplayAction>([
  [" ", { do: "toggle" }],
  ["ArrowLeft", { do: "seekBy", seconds: -5 }],
  ["ArrowRight", { do: "seekBy", seconds: 5 }],
  [",", { do: "step", by: -1 }],
  [".", { do: "step", by: 1 }],
  ["<", { do: "speed", by: -1 }],
  [">", { do: "speed", by: 1 }],
  ["[", { do: "mark", by: -1 }],
  ["]", { do: "mark", by: 1 }],
  ["Home", { do: "seekTo", part: 0 }],
  ["End", { do: "seekTo", part: 1 }],
  ...Array.from({ length: 10 }, (_, tenth): [string, ReplayAction] => [
    String(tenth),
    { do: "seekTo", part: tenth / 10 },
  ]),
]);

/** The action of a key that is pressed alone, or undefined. */
export const actionOf = (
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
): ReplayAction | undefined =>
  event.ctrlKey || event.metaKey || event.altKey ? undefined : actions.get(event.key);

/** Keys that widgets use themselves: a widget with the focus keeps them. */
const moving = new Set([" ", "ArrowLeft", "ArrowRight", "Home", "End"]);

/** Whether the element with the focus wants a key for itself. */
export function keepsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("dialog")) return true;
  if (target.closest(".terminal.recorded")) return false;
  if (
    target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])")
  )
    return true;
  if (!moving.has(key)) return false;
  if (target.closest("[role=slider]")) return false;
  if (target.closest("button, a, summary"))
    return key === " " || target.closest("[role=tab]") !== null;
  return target.closest("input, [role=separator], [data-scrolls]") !== null;
}
