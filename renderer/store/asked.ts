import { asProblem } from "@shared/base/problem";
import { useEffect, useState } from "react";

/** The state of a request to the engine. */
export type Asked<T> =
  | { readonly status: "asking" }
  | { readonly status: "known"; readonly value: T }
  | { readonly status: "failed"; readonly message: string };

export const asking = { status: "asking" } as const;

/**
 * Sends a request when first shown, and again when `ask` changes.
 * @param keepsLast whether the last answer is kept until the next one arrives
 */
export function useAsked<T>(ask: () => Promise<T>, keepsLast = false): Asked<T> {
  const [answer, setAnswer] = useState<{ to: unknown; asked: Asked<T> }>();
  useEffect(() => {
    let shown = true;
    const answered = (asked: Asked<T>) => {
      if (shown) setAnswer({ to: ask, asked });
    };
    ask().then(
      (value) => answered({ status: "known", value }),
      (error: unknown) => answered({ status: "failed", message: asProblem(error).message }),
    );
    return () => {
      shown = false;
    };
  }, [ask]);
  return answer && (keepsLast || answer.to === ask) ? answer.asked : asking;
}
