import { type ReactNode, useEffect } from "react";
import type { ShownDocument } from "../pane/shown-document";
import { Findings } from "./Findings";
import { type FeatureWatch, useFeatureWatch } from "./watch";

/** Judges an open document. @returns the watch of its feature, and the list of findings for the margin */
export function useFindings({ session, path, feature, constitution, views, show }: ShownDocument): {
  readonly watch: FeatureWatch | undefined;
  readonly list: ReactNode;
} {
  const watch = useFeatureWatch(session, path, feature, constitution);
  const { code } = views;
  useEffect(() => {
    if (watch) return code?.on("edit", watch.edited);
  }, [watch, code]);
  return {
    watch,
    list: watch && <Findings watch={watch} onShow={(finding, text) => show(finding, text)} />,
  };
}
