import type { ReactNode } from "react";

/** A line above the document with a message about the document and the buttons that answer it. */
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
