import { type Need, needKey, needWords } from "@shared/runs/needs-you";
import { useEffect, useRef } from "react";
import { call, on } from "../store/bridge";
import { goToNeed, useNeeds } from "../store/needs";
import { findRun, useRunsKnown } from "../store/runs";

/**
 * Tells of each new wait by a system notification while no window of the app is in front. A click on the notification
 * leads to the wait.
 */
export function useNeedNotices(): void {
  const needs = useNeeds();
  const known = useRunsKnown() === "known";
  const latest = useRef(needs);
  /** The needs that were there before; undefined until the runs are known. */
  const before = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    latest.current = needs;
    if (!known) {
      before.current = undefined;
      return;
    }
    const fresh = needs.filter((need) => before.current?.has(nameOf(need)) === false);
    before.current = new Set(needs.map(nameOf));
    if (!document.hasFocus()) for (const need of fresh) void tell(need).catch(() => undefined);
  }, [needs, known]);
  useEffect(
    () =>
      on("app.notified", ({ key }) => {
        const need = latest.current.find((each) => nameOf(each) === key);
        if (need) goToNeed(need);
      }),
    [],
  );
}

/** A run that asks and is in review later has two waits. */
const nameOf = (need: Need): string => `${need.kind} ${needKey(need)}`;

async function tell(need: Need): Promise<void> {
  const body =
    need.kind === "refused"
      ? need.tasks.join(", ")
      : await findRun(need.run).then((run) => (run ? `${run.task.id} ${run.task.title}` : ""));
  await call("app.notify", {
    key: nameOf(need),
    title: needWords(need),
    body: body.slice(0, 400),
  });
}
