import type { ReactNode } from "react";
import { Split } from "../../ui/Split";

/** A recorded terminal with a change below it. The change's height is remembered. */
export const ScreenAndChange = ({ screen, change }: { screen: ReactNode; change: ReactNode }) => (
  <Split
    name="replay.diff"
    label="Height of the change"
    orientation="vertical"
    size={210}
    least={[90, 60]}
    first={screen}
    second={<div className="replay-change">{change}</div>}
  />
);
