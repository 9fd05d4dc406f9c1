import { type ReactNode, useEffect, useRef } from "react";
import { Group, Panel, type PanelImperativeHandle, Separator } from "react-resizable-panels";
import { z } from "zod";
import { usePreference } from "../store/preferences";
import "./split.css";

const pixels = z.number().int().min(40).max(4000);

/**
 * Two places with a line between them, which is dragged, or moved with the arrow keys. The second place keeps
 * its size in pixels when the window changes. The size is remembered under a name.
 */
export function Split({
  name,
  label,
  orientation,
  first,
  second,
  size,
  least,
}: {
  /** The name of the preference that remembers the size. */
  name: string;
  /** The label for screen readers: the thing that the line resizes. */
  label: string;
  orientation: "horizontal" | "vertical";
  first: ReactNode;
  second: ReactNode;
  /** The initial size of the second place, in pixels. */
  size: number;
  /** The smallest size of each place, in pixels. */
  least: readonly [first: number, second: number];
}) {
  const [remembered, remember] = usePreference(name, pixels, size);
  const panel = useRef<PanelImperativeHandle>(null);
  useEffect(() => {
    const now = panel.current;
    if (now && Math.round(now.getSize().inPixels) !== remembered) now.resize(`${remembered}px`);
  }, [remembered]);
  return (
    <Group
      orientation={orientation}
      className="split"
      onLayoutChanged={(_layout, { isUserInteraction }) => {
        if (!isUserInteraction) return;
        // A key reports the layout before it is drawn.
        requestAnimationFrame(() => {
          const now = panel.current?.getSize().inPixels;
          if (now !== undefined) remember(Math.round(now));
        });
      }}
    >
      <Panel minSize={`${least[0]}px`} className="split-pane">
        {first}
      </Panel>
      <Separator className="split-line" aria-label={label} />
      <Panel
        panelRef={panel}
        defaultSize={`${remembered}px`}
        minSize={`${least[1]}px`}
        groupResizeBehavior="preserve-pixel-size"
        className="split-pane"
      >
        {second}
      </Panel>
    </Group>
  );
}
