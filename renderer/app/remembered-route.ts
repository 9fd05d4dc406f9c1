import type { ProjectSnapshot } from "@shared/contracts/project";
import { useEffect, useRef } from "react";
import { goInstead, useRoute } from "../store/route";
import { firstRoute, rememberRoute, routeFits } from "../store/route-memory";

/** Remembers the current place of an open project, and leaves a place that is removed. */
export function useRememberedRoute(project: ProjectSnapshot): void {
  const { route } = useRoute();
  const latest = useRef(project);
  useEffect(() => {
    latest.current = project;
  });

  useEffect(() => {
    if (routeFits(route, latest.current)) rememberRoute(latest.current, route);
  }, [route]);

  // The shown place can disappear: a document is deleted, or another branch without it is checked out.
  useEffect(() => {
    if (!routeFits(route, project) && useRoute.getState().route === route)
      goInstead(firstRoute(project));
  }, [route, project]);
}
