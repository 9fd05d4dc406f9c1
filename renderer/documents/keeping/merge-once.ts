import { type Merge, merge } from "@shared/markdown/merge";

/** As `merge`, which takes up to a second for a long document: to ask for the same again costs nothing. */
export function mergeOnce(): typeof merge {
  let last: { readonly texts: Parameters<typeof merge>; readonly merged: Merge } | undefined;
  return (...texts) => {
    if (!last?.texts.every((text, index) => text === texts[index]))
      last = { texts, merged: merge(...texts) };
    return last.merged;
  };
}
