import type { RecordingOutline } from "./keyframes";
import type { PassedOver } from "./parse-cast";

/** A sentence about the lines that were passed over. It names the first line. */
export function passedOverWords({ lines, first, reason }: PassedOver): string {
  return lines === 1
    ? `Line ${first} of the recording ${reason} and was passed over.`
    : `${lines} lines of the recording cannot be used and were passed over. The first, line ${first}, ${reason}.`;
}

/** Sentences about the lines of a recording that are not shown; undefined when all are. */
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
