import { asProblem } from "@shared/base/problem";
import { create } from "zustand";

/** A message to the person. A message about a failure stays until it is closed or replaced. */
export interface Notice {
  readonly id: number;
  readonly tone: "plain" | "stop";
  readonly text: string;
  readonly detail?: string;
}

export const useNotices = create<{ readonly notices: readonly Notice[] }>(() => ({ notices: [] }));

let last = 0;

/** Shows a message that needs no answer. */
export function say(text: string): void {
  add({ tone: "plain", text });
}

/** Shows a failure, in the problem's own words. */
export function sayProblem(error: unknown): void {
  const problem = asProblem(error);
  add({
    tone: "stop",
    text: problem.message,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
  });
}

function add(notice: Omit<Notice, "id">): void {
  last += 1;
  const id = last;
  useNotices.setState(({ notices }) => ({ notices: [...notices.slice(-2), { id, ...notice }] }));
}

export function closeNotice(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}
