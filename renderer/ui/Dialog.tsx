import { type ReactNode, useEffect, useRef } from "react";
import "./dialog.css";

/**
 * A modal dialog. Escape cancels it. The platform's own <dialog> keeps the focus inside and returns it at the
 * end.
 */
export function Dialog({
  title,
  onCancel,
  children,
  width = 480,
}: {
  title: string;
  onCancel: () => void;
  children: ReactNode;
  /** Pixels. */
  width?: number;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
  }, []);
  return (
    <dialog
      ref={ref}
      className="dialog"
      style={{ width }}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

/** The row of buttons at the end of a dialog. The primary button comes last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="dialog-actions">{children}</div>;
}
