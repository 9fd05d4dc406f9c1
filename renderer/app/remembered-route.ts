import type { ProjectSnapshot } from "@shared/contracts/project";
import { useEffect, useRef } from "react";
import { goInstead, useRoute } from "../store/route";
import { firstRoute, rememberRoute, routeFits } from "../store/route-memory";

/** Remembers where an open project is left, and goes elsewhere when what is shown is removed. */
export function useRememberedRoute(project: ProjectSnapshot): void {
  const { route } = useRoute();
  const latest = useRef(project);
  useEffect(() => {
    latest.current = project;
  });

  useEffect(() => {
    if (routeFits(route, latest.current)) rememberRoute(latest.current, route);
  }, [route]);

  // What was shown may go: a document is removed, a branch without it is checked out.
  useEffect(() => {
    if (!routeFits(route, project) && useRoute.getState().route === route)
      goInstead(firstRoute(project));
  }, [route, project]);
}
