import type { ReactNode } from "react";
import "./empty-state.css";

/** A message in place of missing content: it says that there is none, and what to do next. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty-state">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
