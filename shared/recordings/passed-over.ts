import type { RecordingOutline } from "./keyframes";
import type { PassedOver } from "./parse";

/** What was passed over, as a sentence that names the first line. */
export function passedOverWords({ lines, first, reason }: PassedOver): string {
  return lines === 1
    ? `Line ${first} of the recording ${reason} and was passed over.`
    : `${lines} lines of the recording cannot be used and were passed over. The first, line ${first}, ${reason}.`;
}

/** What of a recording is not shown, and why; undefined when all of it is. */
export function missingWords({
  passedOver,
  torn,
}: Pick<RecordingOutline, "passedOver" | "torn">): string | undefined {
  const words = [
    ...(passedOver === undefined ? [] : [passedOverWords(passedOver)]),
    ...(torn === undefined ? [] : [`Its last line, ${torn}, was cut off and is left out.`]),
  ];
  return words.length === 0 ? undefined : words.join(" ");
}
