import { autoUpdate, computePosition, flip, offset, shift } from "@floating-ui/dom";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import "./popover.css";

/**
 * A small window at a range of the text. Escape and a press outside close it. When it was opened by keyboard,
 * its first control takes the focus and keeps it until the window closes.
 */
export function Popover({
  label,
  anchor,
  within,
  focus,
  onClose,
  onPointer,
  children,
}: {
  label: string;
  /** The range's rectangle on screen now. */
  anchor: () => DOMRect;
  /** The scrolled element that contains the range. */
  within: Element;
  focus: boolean;
  /** @param back whether the focus returns to the text */
  onClose: (back: boolean) => void;
  /** The pointer entered or left the window. */
  onPointer?: (inside: boolean) => void;
  children: ReactNode;
}) {
  const self = useRef<HTMLDivElement>(null);
  const latest = useRef({ anchor, onClose });
  useLayoutEffect(() => {
    latest.current = { anchor, onClose };
  });

  useLayoutEffect(() => {
    const element = self.current;
    if (!element) return;
    const at = { getBoundingClientRect: () => latest.current.anchor(), contextElement: within };
    const place = async () => {
      const { x, y } = await computePosition(at, element, {
        strategy: "fixed",
        placement: "bottom-start",
        middleware: [offset(6), flip({ padding: 8 }), shift({ padding: 8 })],
      });
      // The window is transparent and not hidden until it is placed, because a hidden element cannot take the
      // focus.
      Object.assign(element.style, { left: `${x}px`, top: `${y}px`, opacity: "1" });
    };
    // Follows the text when it scrolls, and the content when it grows.
    return autoUpdate(at, element, () => void place());
  }, [within]);

  useLayoutEffect(() => {
    if (!focus) return;
    const first = self.current?.querySelector<HTMLElement>("textarea, button, [tabindex]");
    // Without a control, the window itself takes the focus: Escape closes it, arrow keys scroll.
    (first ?? self.current)?.focus({ preventScroll: true });
  }, [focus]);

  useLayoutEffect(() => {
    const press = (event: Event) => {
      if (event.target instanceof Node && self.current?.contains(event.target)) return;
      latest.current.onClose(false);
    };
    document.addEventListener("pointerdown", press, true);
    return () => document.removeEventListener("pointerdown", press, true);
  }, []);

  return (
    <div
      ref={self}
      className="spec-popover"
      role="dialog"
      tabIndex={-1}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onClose(true);
      }}
      onPointerEnter={() => onPointer?.(true)}
      onPointerLeave={() => onPointer?.(false)}
    >
      {children}
    </div>
  );
}
