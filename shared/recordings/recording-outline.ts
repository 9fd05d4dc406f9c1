import type { CastEvent, CastHeader } from "./asciicast";
import { createDensityCounter } from "./density";
import { indexLimits, type RecordingOutline } from "./keyframes";
import { createIdleFinder } from "./timeline";

/** Collects the properties of a whole recording while its events are read. */
export interface OutlineMaker {
  /** The number of events so far. */
  readonly events: number;
  /** The time of the last event so far, in seconds. */
  readonly time: number;
  add(event: CastEvent): void;
  result(header: CastHeader): RecordingOutline;
}

export function createOutline(): OutlineMaker {
  const density = createDensityCounter();
  const idle = createIdleFinder();
  const markers: RecordingOutline["markers"] = [];
  const resizes: RecordingOutline["resizes"] = [];
  let events = 0;
  let time = 0;
  return {
    get events() {
      return events;
    },
    get time() {
      return time;
    },
    add(event) {
      events++;
      time = event.time;
      idle.event(time);
      if (event.code === "o") density.add(time, event.data.length);
      if (event.code === "m" && markers.length < indexLimits.marks)
        markers.push({ time, label: event.label.slice(0, indexLimits.label) });
      if (event.code === "r" && resizes.length < indexLimits.marks)
        resizes.push({ time, cols: event.cols, rows: event.rows });
    },
    result: (header) => ({
      header,
      duration: time,
      events,
      density: density.result(),
      markers,
      resizes,
      idle: [...idle.result()],
    }),
  };
}
