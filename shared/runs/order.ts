/** Sorts runs, or summaries of runs, the latest first. ISO 8601 times in UTC sort as plain text. */
export const latestFirst = (
  a: { readonly createdAt: string },
  b: { readonly createdAt: string },
): number => (a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? 1 : -1);
