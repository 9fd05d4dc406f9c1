import type { RunId } from "@shared/base/ids";
import type { FileChange } from "@shared/contracts/runs";
import { useCallback, useState } from "react";
import { call } from "../../store/bridge";
import { sayProblem } from "../../store/notices";
import type { Opened } from "./shown-files";

/**
 * The files of a change that the person requested individually because the change does not show them.
 * @param commit the change's commit; another commit starts an empty set
 * @returns the files, and a function that requests one; undefined while there is no change
 */
export function useOpened(
  run: RunId,
  commit: string | undefined,
): { readonly opened: Opened; readonly open: ((path: string) => Promise<void>) | undefined } {
  const [held, setHeld] = useState<{ commit: string | undefined; opened: Opened }>({
    commit,
    opened: new Map<string, FileChange>(),
  });
  const opened = held.commit === commit ? held.opened : empty;
  const open = useCallback(
    async (path: string) => {
      if (commit === undefined) return;
      try {
        const file = await call("runs.fileChange", { run, commit, path });
        setHeld((before) => ({
          commit,
          opened: new Map([...(before.commit === commit ? before.opened : empty), [path, file]]),
        }));
      } catch (error) {
        sayProblem(error);
      }
    },
    [run, commit],
  );
  return { opened, open: commit === undefined ? undefined : open };
}

const empty: Opened = new Map();
