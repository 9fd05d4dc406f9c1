import type { ComponentProps } from "react";

type Kind = "plain" | "primary" | "quiet" | "danger";

/** A button. A screen has at most one primary button. */
export function Button({
  kind = "plain",
  className,
  ...rest
}: ComponentProps<"button"> & { kind?: Kind }) {
  const names = ["btn", kind === "plain" ? "" : kind, className ?? ""].filter(Boolean).join(" ");
  return <button type="button" {...rest} className={names} />;
}
