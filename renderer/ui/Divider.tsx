import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useState,
} from "react";
import { z } from "zod";
import { usePreference } from "../store/preferences";
import "./divider.css";

const half = 0.5;
const [least, most] = [0.2, 0.8];
const step = 0.02;
const shareSchema = z.number().min(least).max(most);

/**
 * A line between two places in one flex box. Both places stay in the box whether the line is there or not
 * (where they come and go together, `Split` is simpler). The line is dragged, or moved with the arrow keys,
 * Home and End; a double click moves it to the middle. The first place's share of the box, from 0 to 1, is
 * the box's property `--share` and is remembered under a name.
 */
export function Divider({
  name,
  label,
  box,
}: {
  /** The name of the preference that remembers the share. */
  name: string;
  /** The label for screen readers: the thing that the line resizes. */
  label: string;
  box: RefObject<HTMLElement | null>;
}) {
  const [remembered, remember] = usePreference(name, shareSchema, half);
  const [dragged, setDragged] = useState<number>();
  const stacked = useStacked(box);
  const share = dragged ?? remembered;
  useLayoutEffect(() => {
    box.current?.style.setProperty("--share", String(share));
  }, [box, share]);

  const shareAt = ({ clientX, clientY, currentTarget }: PointerEvent): number => {
    const first = currentTarget.previousElementSibling?.getBoundingClientRect();
    const second = currentTarget.nextElementSibling?.getBoundingClientRect();
    if (!first || !second) return share;
    return within(
      stacked
        ? (clientY - first.top) / (second.bottom - first.top)
        : (clientX - first.left) / (second.right - first.left),
    );
  };
  const press = (event: KeyboardEvent) => {
    const next = afterKey(event.key, share, stacked);
    if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    remember(next);
  };
  const drop = () => {
    if (dragged !== undefined) remember(dragged);
    setDragged(undefined);
  };
  return (
    <hr
      className="divider"
      aria-label={label}
      aria-orientation={stacked ? "horizontal" : "vertical"}
      aria-valuemin={least * 100}
      aria-valuemax={most * 100}
      aria-valuenow={Math.round(share * 100)}
      tabIndex={0}
      onKeyDown={press}
      onDoubleClick={() => remember(half)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(share);
      }}
      onPointerMove={(event) => {
        if (dragged !== undefined) setDragged(shareAt(event));
      }}
      onPointerUp={drop}
      onPointerCancel={drop}
    />
  );
}

const within = (share: number): number => Math.min(most, Math.max(least, share));

function afterKey(key: string, share: number, stacked: boolean): number | undefined {
  const [less, more] = stacked ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
  if (key === less) return within(share - step);
  if (key === more) return within(share + step);
  if (key === "Home") return least;
  return key === "End" ? most : undefined;
}

/** Whether a flex box has one place above the other. */
function useStacked(box: RefObject<HTMLElement | null>): boolean {
  const [stacked, setStacked] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setStacked(getComputedStyle(element).flexDirection === "column"),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return stacked;
}
