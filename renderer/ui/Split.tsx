import { type ReactNode, useEffect, useRef } from "react";
import { Group, Panel, type PanelImperativeHandle, Separator } from "react-resizable-panels";
import { z } from "zod";
import { usePreference } from "../store/preferences";
import "./split.css";

const pixels = z.number().int().min(40).max(4000);

/**
 * Two places with a line between them that can be dragged, or moved with the arrow keys. The second
 * keeps its size in pixels when the window changes; the size is remembered under a name.
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
  /** Of the preference that remembers the size. */
  name: string;
  /** What the line resizes, for those who cannot see it. */
  label: string;
  orientation: "horizontal" | "vertical";
  first: ReactNode;
  second: ReactNode;
  /** Pixels of the second place until the person chooses otherwise. */
  size: number;
  /** Pixels that each place keeps at least. */
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
        // A key tells of the layout before it is drawn.
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
