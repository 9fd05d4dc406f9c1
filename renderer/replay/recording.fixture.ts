import type { CastEvent, CastHeader } from "@shared/recordings/asciicast";
import { createOutline } from "@shared/recordings/recording-outline";
import { createTimeline } from "@shared/recordings/timeline";
import type { LoadedPart, Recording } from "./recording";

export const header: CastHeader = { version: 3, cols: 40, rows: 6 };

/** Whether an output ends inside a sequence that begins with [ or ], or directly after an escape. */
function endsOpen(output: string): boolean {
  const [, ...rests] = output.split("\u001b");
  const rest = rests.at(-1);
  if (rest === undefined) return false;
  return rest === "" || /^\[[\d;?]*$/.test(rest) || (rest[0] === "]" && !rest.includes("\u0007"));
}

/**
 * A recording in memory, in parts of `partSize` events. A part's screen is all of the output before it. After
 * a resize, or inside a sequence, a part has no screen.
 */
export function recordingOf(events: readonly CastEvent[], partSize = 1000): Recording {
  const outline = createOutline();
  const loaded: LoadedPart[] = [];
  const parts: Recording["parts"][number][] = [];
  let output = "";
  let resized = false;
  let { cols, rows } = header;
  for (let at = 0; at === 0 || at < events.length; at += partSize) {
    const own = events.slice(at, at + partSize);
    const hasScreen = at > 0 && !resized && !endsOpen(output);
    const { time } = outline;
    parts.push({ time, cols, rows, line: at + 1, events: at, hasScreen });
    loaded.push({ events: own, screen: hasScreen ? output : undefined });
    for (const event of own) {
      outline.add(event);
      if (event.code === "o") output += event.data;
      if (event.code !== "r") continue;
      resized = true;
      ({ cols, rows } = event);
    }
  }
  const whole = outline.result(header);
  return {
    outline: whole,
    timeline: createTimeline(whole.duration, whole.idle),
    parts,
    part: async (number) => {
      const part = loaded[number];
      if (!part) throw new Error(`There is no part ${number}.`);
      return part;
    },
    ahead: () => {},
  };
}
