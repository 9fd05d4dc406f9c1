import { rename, rm } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import { CastError, type CastEvent } from "@shared/recordings/asciicast";
import type { CastFacts } from "@shared/recordings/manifest";
import { markFor } from "@shared/recordings/mark";
import type { RedactionRules } from "@shared/recordings/redact";
import { readCast } from "../../run-folder/read-cast";
import { createRecording, type RecordingFile } from "../../run-folder/recording-file";
import { createRoom } from "../../run-folder/room";
import { lookAtScreens, type Seen } from "../../terminal-screen/secrets/look";

/** The largest number of passes. A hidden secret may have concealed another one in the same row. */
const mostRounds = 4;

/** The result of hiding the secrets on a recording's screens. */
export interface Hidden {
  /** The number of hidden secrets. */
  readonly secrets: number;
  /** The facts of the rewritten recording; undefined when it was not rewritten. */
  readonly facts: CastFacts | undefined;
}

/**
 * Hides secrets that are complete on the screens of a recording and nowhere complete in its output. Each character
 * that painted one is replaced by marks of the same width.
 * @param cast path of a private copy, which is replaced
 * @throws {Problem} `recording-damaged` when a secret cannot be hidden, `file-missing`; the signal's reason
 */
export async function hideOnScreens(
  cast: string,
  rules: RedactionRules,
  signal: AbortSignal,
): Promise<Hidden> {
  let secrets = 0;
  let facts: CastFacts | undefined;
  for (let round = 0; round < mostRounds; round++) {
    const seen = await lookAtScreens(cast, rules, signal);
    if (seen.secrets === 0) return { secrets, facts };
    if (seen.painted.size === 0) break;
    secrets += seen.secrets;
    facts = await withoutPainted(cast, seen, signal);
  }
  throw new Problem(
    "recording-damaged",
    "The recording shows a secret on its screen that cannot be hidden, so it is not given to others.",
  );
}

async function withoutPainted(cast: string, seen: Seen, signal: AbortSignal): Promise<CastFacts> {
  const temporary = `${cast}.hidden`;
  // A person waits for the copy, so a full disk is reported at once. A recorder would wait for space.
  const room = createRoom(() => undefined);
  room.giveUp();
  let file: RecordingFile | undefined;
  let output = 0;
  const add = (to: RecordingFile, event: CastEvent) => {
    if (event.code !== "o") return to.add(event);
    const places = seen.painted.get(output++);
    to.add(places === undefined ? event : { ...event, data: hidden(event.data, places) });
  };
  try {
    for await (const { header, events } of readCast(cast, signal)) {
      const { version: _, ...rest } = header;
      file ??= await createRecording(temporary, rest, { room, onChange() {} });
      for (const event of events) add(file, event);
      await file.flush();
      if (file.failure !== undefined) throw file.failure;
    }
    if (file === undefined) throw new CastError(1, "is no asciicast header");
    const facts = await file.seal();
    await rename(temporary, cast);
    return facts;
  } catch (error) {
    await file?.seal().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

function hidden(data: string, places: ReadonlySet<number>): string {
  let out = "";
  let from = 0;
  for (const at of [...places].sort((a, b) => a - b)) {
    const end = at + String.fromCodePoint(data.codePointAt(at) ?? 0).length;
    out += data.slice(from, at) + markFor(data, at);
    from = end;
  }
  return out + data.slice(from);
}
