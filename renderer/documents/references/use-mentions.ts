import { asProblem } from "@shared/base/problem";
import type { Mentions } from "@shared/contracts/history";
import { useEffect, useState } from "react";
import { call } from "../../store/bridge";

/** What is known of the commits that name an ID; or why nothing is. */
export type MentionsView = Mentions | { readonly why: string };

/** Looks for the commits whose messages name an ID. Undefined while it looks. */
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
