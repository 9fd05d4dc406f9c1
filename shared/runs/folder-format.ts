/**
 * The format of a run's folder; ../recordings/FORMAT.md describes it. `version` is the one that is written, and the
 * highest that is read.
 */
export const runFormat = { name: "specwright-run", version: 2 } as const;

/**
 * Why a run of this format is not read, in words; undefined for one that is.
 * @param format as the first event of a log, or the manifest, says it
 */
export const formatObstacle = (format: number): string | undefined =>
  format > runFormat.version
    ? `This run is of format ${format}, and this version of the app reads formats up to ${runFormat.version}. Update the app.`
    : undefined;
