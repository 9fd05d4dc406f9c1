import { Problem } from "@shared/base/problem";
import type { FeatureSummary, ProjectSnapshot } from "@shared/contracts/project";

/** @throws {Problem} `file-missing` */
export function featureOf({ features }: ProjectSnapshot, id: string): FeatureSummary {
  const feature = features.find((it) => it.id === id);
  if (!feature) throw new Problem("file-missing", "This feature is not there any more.", id);
  return feature;
}
