import type { FeatureSummary, ProjectSnapshot } from "@shared/contracts/project";

/** The project's properties that starting a task needs. */
export interface FeatureNow extends Pick<ProjectSnapshot, "branch" | "constitution"> {
  readonly feature: FeatureSummary;
}
