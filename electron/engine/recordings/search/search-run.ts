import { join } from "node:path";
import type { RecordingId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { SearchResult } from "@shared/contracts/recordings";
import { createPrintedText, type PrintedLine } from "@shared/recordings/printed-text";
import { excerptOf, type Find } from "@shared/recordings/query";
import type { LoggedEvent, RunEvent } from "@shared/runs/event";
import { readEvents } from "../../../run-folder/event-log";
import { readCast } from "../../../run-folder/read-cast";
import { recordingName } from "../../../run-folder/recording-file";

/** A recording that is searched. */
export interface Searched {
  readonly id: RecordingId;
  readonly folder: string;
}

/** The largest number of results of one recording. */
export const mostOfOne = 200;
/** The number of results that are remembered, so that a screen that is redrawn many times gives one result. */
const remembered = 256;

/**
 * Searches one recording: first its events, then its screens, with one piece in memory at a time.
 * @param progress called with the searched part of the recording, from 0 to 1
 * @throws {Problem} for a recording that cannot be read to its end, after the results before the damage
 */
export async function* searchRun(
  { id, folder }: Searched,
  find: Find,
  signal: AbortSignal,
  progress: (part: number) => void,
): AsyncGenerator<SearchResult[]> {
  const seen = new Set<string>();
  let count = 0;
  const keep = (results: readonly SearchResult[]): SearchResult[] =>
    results.filter(({ kind, excerpt }) => {
      const key = `${kind} ${excerpt}`;
      const known = seen.has(key);
      seen.delete(key);
      seen.add(key);
      for (const [oldest] of seen.entries()) {
        if (seen.size <= remembered) break;
        seen.delete(oldest);
      }
      if (known || count >= mostOfOne) return false;
      count += 1;
      return true;
    });

  const log = await readEvents(folder).catch((error: unknown) => {
    // A recording without events is still searched. Damaged events are not searched, because they are not
    // reliable.
    if (error instanceof Problem) return undefined;
    throw error;
  });
  const inEvents = keep((log?.events ?? []).flatMap((logged) => inEvent(id, logged, find)));
  if (inEvents.length > 0) yield inEvents;

  const printed = createPrintedText();
  const found = (lines: readonly PrintedLine[]) =>
    keep(lines.flatMap((line) => inLine(id, line, find) ?? []));
  for await (const { events } of readCast(join(folder, recordingName), signal, progress)) {
    const results = events.flatMap((event) =>
      event.code === "o" ? found(printed.push(event.data, event.time)) : [],
    );
    if (results.length > 0) yield results;
    if (count >= mostOfOne) return;
  }
  const last = found(printed.end());
  if (last.length > 0) yield last;
}

/** The first match in a line, without matches in the part that the previous line had as well. */
function inLine(id: RecordingId, line: PrintedLine, find: Find): SearchResult | undefined {
  let found = find(line.text, 0);
  while (found && found.at + found.length <= line.repeated)
    found = find(line.text, found.at + found.length);
  if (!found) return undefined;
  const time = line.timeAt(found.at + found.length - 1);
  return { recording: id, kind: "screen", time, ...excerptOf(line.text, found) };
}

function inEvent(id: RecordingId, { time = 0, event }: LoggedEvent, find: Find): SearchResult[] {
  return textsOf(event).flatMap(([kind, text]) => {
    const found = find(text, 0);
    return found ? [{ recording: id, kind, time, ...excerptOf(text, found) }] : [];
  });
}

type Text = readonly [kind: Exclude<SearchResult["kind"], "screen">, text: string];

/** The searchable texts of an event, each a possible result of its own. */
function textsOf(event: RunEvent): Text[] {
  switch (event.type) {
    case "run-created":
      return [
        ["prompt", `${event.task.id} ${event.task.title}`],
        ...event.requirements.map(({ id, text }): Text => ["prompt", `${id} ${text}`]),
        ...(event.note === undefined ? [] : [["prompt", event.note] satisfies Text]),
        ...(event.agent.kind === "command"
          ? [["command", event.agent.command] satisfies Text]
          : []),
        ...event.validations.map(({ command }): Text => ["command", command]),
      ];
    case "validation-started":
      return [["command", event.command]];
    case "checkpoint":
      return event.files.map(({ path }): Text => ["file", path]);
    case "tool-called":
      return [
        ...(event.file === undefined ? [] : [["file", event.file] satisfies Text]),
        ...(event.command === undefined ? [] : [["command", event.command] satisfies Text]),
      ];
    case "waiting":
      return event.text === undefined ? [] : [["prompt", event.text]];
    case "sent-back":
      return [["prompt", event.note]];
    default:
      return [];
  }
}
