import type { ProjectSnapshot } from "@shared/contracts/project";
import { useEffect, useRef } from "react";
import { z } from "zod";
import { database } from "../store/database";
import { go, type Route, useRoute } from "../store/route";

const routeSchema: z.ZodType<Route> = z.discriminatedUnion("place", [
  z.object({ place: z.literal("overview") }),
  z.object({
    place: z.literal("document"),
    feature: z.union([z.string(), z.undefined()]),
    path: z.string(),
  }),
  z.object({ place: z.literal("board"), feature: z.string() }),
  z.object({ place: z.literal("runs"), feature: z.string() }),
  z.object({ place: z.literal("run"), run: z.string() }),
]);

/** Whether what a route names is still there. */
export function routeFits(route: Route, project: ProjectSnapshot): boolean {
  switch (route.place) {
    case "overview":
      return project.features.length === 0;
    case "document":
      return (
        route.path === project.constitution ||
        project.features.some(({ documents }) => documents.some(({ path }) => path === route.path))
      );
    case "board":
    case "runs":
      return project.features.some(({ id }) => id === route.feature);
    case "run":
      return project.runs.some(({ id }) => id === route.run);
  }
}

/** Where a project opens when nothing is remembered: the first document of its first feature. */
export function firstRoute(project: ProjectSnapshot): Route {
  const [feature] = project.features;
  const [document] = feature?.documents ?? [];
  if (!feature) return { place: "overview" };
  return document
    ? { place: "document", feature: feature.id, path: document.path }
    : { place: "board", feature: feature.id };
}

/** Opens a project where it was left, and remembers where it is left. */
export function useRememberedRoute(project: ProjectSnapshot): void {
  const { route } = useRoute();
  const name = `route:${project.id}`;
  const latest = useRef(project);
  useEffect(() => {
    latest.current = project;
  });

  // Only when another project is opened: afterwards the person says where to go.
  useEffect(() => {
    const before = useRoute.getState().route;
    const shown = routeFits(before, latest.current) ? before : firstRoute(latest.current);
    go(shown);
    let current = true;
    database.preferences.get(name).then((stored) => {
      // Who went somewhere while the memory was read is not called back.
      if (!current || useRoute.getState().route !== shown) return;
      const remembered = routeSchema.safeParse(stored?.value);
      if (remembered.success && routeFits(remembered.data, latest.current)) go(remembered.data);
    });
    return () => {
      current = false;
    };
  }, [name]);

  useEffect(() => {
    if (routeFits(route, latest.current)) void database.preferences.put({ name, value: route });
  }, [name, route]);

  // What was shown may go: a document is removed, a branch without it is checked out.
  useEffect(() => {
    if (!routeFits(route, project) && useRoute.getState().route === route) go(firstRoute(project));
  }, [route, project]);
}
