/** The actions of keys in a replay. */
export type ReplayAction =
  | { readonly do: "toggle" }
  | { readonly do: "seekBy"; readonly seconds: number }
  /** By a fraction of the duration, from -1 to 1. */
  | { readonly do: "seekByPart"; readonly part: number }
  | { readonly do: "step"; readonly by: -1 | 1 }
  | { readonly do: "speed"; readonly by: -1 | 1 }
  | { readonly do: "mark"; readonly by: -1 | 1 }
  /** To a fraction of the duration, from 0 to 1. */
  | { readonly do: "seekTo"; readonly part: number }
  /** Marks the start of a loop, then its end; the third time removes the loop. */
  | { readonly do: "loop" }
  | { readonly do: "copyText" }
  | { readonly do: "copyLink" }
  | { readonly do: "fullScreen" }
  | { readonly do: "help" };

const actions: ReadonlyMap<string, ReplayAction> = new Map<string, ReplayAction>([
  [" ", { do: "toggle" }],
  ["ArrowLeft", { do: "seekBy", seconds: -5 }],
  ["ArrowRight", { do: "seekBy", seconds: 5 }],
  ["Shift+ArrowLeft", { do: "seekByPart", part: -0.1 }],
  ["Shift+ArrowRight", { do: "seekByPart", part: 0.1 }],
  [",", { do: "step", by: -1 }],
  [".", { do: "step", by: 1 }],
  ["<", { do: "speed", by: -1 }],
  [">", { do: "speed", by: 1 }],
  ["[", { do: "mark", by: -1 }],
  ["]", { do: "mark", by: 1 }],
  ["Home", { do: "seekTo", part: 0 }],
  ["End", { do: "seekTo", part: 1 }],
  ["l", { do: "loop" }],
  ["c", { do: "copyText" }],
  ["m", { do: "copyLink" }],
  ["f", { do: "fullScreen" }],
  ["?", { do: "help" }],
  ...Array.from({ length: 10 }, (_, tenth): [string, ReplayAction] => [
    String(tenth),
    { do: "seekTo", part: tenth / 10 },
  ]),
]);

/** The keys and their actions, for the help. */
export const keyWords: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["Space"], "Play or pause"],
  [["←", "→"], "5 seconds back or forward"],
  [["Shift ←", "Shift →"], "A tenth of the recording back or forward"],
  [[",", "."], "One step of the output back or forward; pauses"],
  [["[", "]"], "To the event before or after"],
  [["<", ">"], "Slower or faster, from 0.5× to 16×"],
  [["0", "9"], "To a tenth of the recording: 0 is the start, 5 the middle"],
  [["Home", "End"], "To the start or the end"],
  [["l"], "Mark where a loop starts, then where it ends, then loop no more"],
  [["c"], "Copy the text on the terminal’s screen"],
  [["m"], "Copy a link to this moment of the run"],
  [["f"], "Full screen, and back"],
  [["?"], "Show these keys"],
];

/** The action of a key that is pressed without Ctrl, Cmd or Alt; undefined when it has none. */
export function actionOf({
  key,
  shiftKey,
  ctrlKey,
  metaKey,
  altKey,
}: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">):
  | ReplayAction
  | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  // A key that types another character with Shift is looked up by that character.
  return actions.get(shiftKey && key.length > 1 ? `Shift+${key}` : key);
}

/** Keys that widgets use themselves. A widget with the focus keeps them. */
const moving = new Set([" ", "ArrowLeft", "ArrowRight", "Home", "End"]);

/** Whether the element with the focus uses a key itself. */
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
