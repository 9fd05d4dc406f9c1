import { runIdSchema } from "@shared/base/ids";
import type { ProjectSnapshot } from "@shared/contracts/project";
import { z } from "zod";
import { database } from "./database";
import type { Route } from "./route";
import { findRun } from "./runs";

const routeSchema: z.ZodType<Route> = z.discriminatedUnion("place", [
  z.object({ place: z.literal("overview") }),
  z.object({
    place: z.literal("document"),
    feature: z.union([z.string(), z.undefined()]),
    path: z.string(),
  }),
  z.object({ place: z.literal("board"), feature: z.string() }),
  z.object({ place: z.literal("runs"), feature: z.string() }),
  z.object({ place: z.literal("all-runs") }),
  z.object({ place: z.literal("run"), run: runIdSchema }),
]);

const nameOf = (project: ProjectSnapshot): string => `route:${project.id}`;

/** Whether the place of a route still exists. */
export function routeFits(route: Route, project: ProjectSnapshot): boolean {
  switch (route.place) {
    case "overview":
      return project.features.length === 0;
    case "recording":
    case "search":
    case "all-runs":
    case "settings":
      return true;
    case "document":
      return (
        route.path === project.constitution ||
        project.features.some(({ documents }) => documents.some(({ path }) => path === route.path))
      );
    case "board":
    case "runs":
      return project.features.some(({ id }) => id === route.feature);
    // A run that no longer exists is reported in its place.
    case "compare":
    case "run":
      return true;
  }
}

/** The place at which a project opens the first time: the first document of its first feature. */
export function firstRoute(project: ProjectSnapshot): Route {
  const [feature] = project.features;
  const [document] = feature?.documents ?? [];
  if (!feature) return { place: "overview" };
  return document
    ? { place: "document", feature: feature.id, path: document.path }
    : { place: "board", feature: feature.id };
}

/**
 * The place where a project was left, if it still exists. When the database cannot be read, no place is
 * remembered.
 */
export async function recallRoute(project: ProjectSnapshot): Promise<Route> {
  const stored = await database.preferences.get(nameOf(project)).catch(() => undefined);
  const remembered = routeSchema.safeParse(stored?.value);
  return remembered.success && (await isThere(remembered.data, project))
    ? remembered.data
    : firstRoute(project);
}

async function isThere(route: Route, project: ProjectSnapshot): Promise<boolean> {
  if (route.place !== "run") return routeFits(route, project);
  return (await findRun(route.run).catch(() => undefined)) !== undefined;
}

const isRemembered = ({ place }: Route): boolean =>
  !["recording", "search", "compare", "settings"].includes(place);

/** Remembers the current place of a project. */
export function rememberRoute(project: ProjectSnapshot, route: Route): void {
  if (!isRemembered(route)) return;
  // A place that is not remembered costs the person one click, which is not worth a message.
  void database.preferences.put({ name: nameOf(project), value: route }).catch(() => undefined);
}
