import { type Merge, merge } from "@shared/markdown/merge";

/** Works as `merge`, which takes up to a second for a long document, and remembers its last result. */
export function mergeOnce(): typeof merge {
  let last: { readonly texts: Parameters<typeof merge>; readonly merged: Merge } | undefined;
  return (...texts) => {
    if (!last?.texts.every((text, index) => text === texts[index]))
      last = { texts, merged: merge(...texts) };
    return last.merged;
  };
}
