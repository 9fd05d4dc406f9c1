import { Fragment, type ReactNode } from "react";

/** A feature's parts of a document's pane, by the place in which they are drawn. */
export interface Slots {
  /** Names the feature; no two have the same name. */
  readonly feature: string;
  /** Beside the choice of view. */
  readonly head?: ReactNode;
  /** Bars above the text. */
  readonly bars?: ReactNode;
  /** Beside the rich text; a part with a position of its own lies above it. */
  readonly text?: ReactNode;
  /** In the margin, below the outline. */
  readonly margin?: ReactNode;
  /** Above the pane. */
  readonly over?: ReactNode;
  /** In place of the text. */
  readonly instead?: ReactNode;
}

/** Draws one place of a document's pane: the parts of all features for it, in the order of the features. */
export const Slot = ({
  of,
  name,
}: {
  of: readonly Slots[];
  name: Exclude<keyof Slots, "feature">;
}) => of.map((slots) => <Fragment key={slots.feature}>{slots[name]}</Fragment>);
