/**
 * The version of the calls and events in this folder. Whoever connects to the engine says it first, so that an older
 * program is told and not misread. A test fails when the contracts change and this number does not.
 */
export const contractVersion = 1;
