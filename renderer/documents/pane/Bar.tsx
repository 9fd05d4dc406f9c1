import type { ReactNode } from "react";

/** A line above the document that says something about it, with what can be done. */
export function Bar({
  tone = "plain",
  children,
  actions,
}: {
  tone?: "plain" | "waiting" | "stop";
  children: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={`document-bar ${tone}`} role={tone === "stop" ? "alert" : "status"}>
      <span>{children}</span>
      {actions}
    </div>
  );
}
