/**
 * The version of the calls and events in this folder. Every client of the engine sends it first, so that a
 * client of another version gets a clear refusal. A test fails when the contracts change and this number does
 * not.
 */
export const contractVersion = 4;
