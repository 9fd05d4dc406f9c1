import type { ReactNode } from "react";
import { Split } from "./Split";

/** What a run shows, and beside it what is said about it. All runs have one width for that. */
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
