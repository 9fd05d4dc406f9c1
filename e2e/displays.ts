/** The displays for the tests' apps, one for each worker of Playwright; "" when the system needs none. */
export const displays: readonly string[] = (
  process.env["SPECWRIGHT_E2E_DISPLAYS"] ??
  process.env["DISPLAY"] ??
  ""
).split(" ");

/** The display of this worker, as an environment variable. */
export function ownDisplay(): Readonly<Record<string, string>> {
  const own = displays[Number(process.env["TEST_PARALLEL_INDEX"] ?? 0)];
  return own ? { DISPLAY: own } : {};
}
