import type { ReactNode } from "react";
import { Split } from "./Split";

/** A run's content, with the facts about it beside it. The width of the facts is the same for all runs. */
export const RunSplit = ({ first, second }: { first: ReactNode; second: ReactNode }) => (
  <Split
    name="run.aside"
    label="Width of the side panel"
    orientation="horizontal"
    size={300}
    least={[320, 200]}
    first={first}
    second={second}
  />
);
