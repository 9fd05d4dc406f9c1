import { asProblem } from "@shared/base/problem";
import type { Mentions } from "@shared/contracts/history";
import { useEffect, useState } from "react";
import { call } from "../../store/bridge";

/** The commits that name an ID; or the reason why they are unknown. */
export type MentionsView = Mentions | { readonly why: string };

/** Searches the commits whose messages name an ID. Undefined during the search. */
export function useMentions(id: string): MentionsView | undefined {
  const [found, setFound] = useState<{ readonly id: string; readonly view: MentionsView }>();
  useEffect(() => {
    let wanted = true;
    const show = (view: MentionsView) => {
      if (wanted) setFound({ id, view });
    };
    call("history.mentions", { id }).then(show, (error: unknown) =>
      show({ why: asProblem(error).message }),
    );
    return () => {
      wanted = false;
    };
  }, [id]);
  return found?.id === id ? found.view : undefined;
}
