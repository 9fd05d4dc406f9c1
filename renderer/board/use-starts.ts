import { asProblem } from "@shared/base/problem";
import type { ToStart } from "@shared/contracts/runs";
import { useEffect, useRef, useState } from "react";
import { call } from "../store/bridge";

/** What would start for a task, or the sentence why it cannot be told. */
export type Looked =
  | { readonly start: ToStart; readonly refused?: undefined }
  | { readonly refused: string; readonly start?: undefined };

/**
 * The exact content of the starts of several tasks, requested one after the other.
 * @param again another value asks for all of them again
 */
export function useStarts(
  feature: string,
  tasks: readonly string[],
  again: unknown,
): ReadonlyMap<string, Looked> {
  const [looked, setLooked] = useState<ReadonlyMap<string, Looked>>(new Map());
  const names = tasks.join("\n");
  const asked = useRef<unknown>(undefined);
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      if (asked.current !== again) setLooked(new Map());
      asked.current = again;
      for (const task of names.split("\n")) {
        const result: Looked = await call("runs.toStart", { feature, task }).then(
          (start) => ({ start }),
          (error: unknown) => ({ refused: asProblem(error).message }),
        );
        if (!wanted) return;
        setLooked((before) => new Map(before).set(task, result));
      }
    };
    void read();
    return () => {
      wanted = false;
    };
  }, [feature, names, again]);
  return looked;
}
