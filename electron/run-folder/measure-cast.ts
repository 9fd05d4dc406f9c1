import { StringDecoder } from "node:string_decoder";
import { Problem } from "@shared/base/problem";
import { CastError } from "@shared/recordings/asciicast";
import { type CastFacts, type CastTally, createCastTally } from "@shared/recordings/manifest";
import { createCastParser } from "@shared/recordings/parse-cast";
import { openRegular } from "../system/regular-file";
import { createCastDigest } from "./cast-digest";
import { noRecording } from "./open-cast";

/** The facts of a recording that was read completely. */
export interface MeasuredCast {
  readonly facts: CastFacts;
  /** The version of the format; undefined without a usable header. */
  readonly version: number | undefined;
  readonly events: number;
  /** Seconds until the last event. */
  readonly duration: number;
  /** The reason why parsing stopped; the bytes were all read. */
  readonly damage?: Problem;
  /** The number of a last line that was cut off. */
  readonly tornLine?: number;
}

/**
 * Reads a recording in constant memory.
 * @param follow whether the file may be a link, because the person named it
 * @throws the system's error when the file cannot be read; its content never throws
 */
export async function measureCast(path: string, { follow = false } = {}): Promise<MeasuredCast> {
  const digest = createCastDigest();
  const decoder = new StringDecoder("utf8");
  const parser = createCastParser();
  let tally: CastTally | undefined;
  let events = 0;
  let duration = 0;
  let damage: Problem | undefined;
  let tornLine: number | undefined;
  const read = (parse: () => ReturnType<typeof parser.push>) => {
    if (damage !== undefined) return;
    try {
      const parsed = parse();
      if (parser.header !== undefined) tally ??= createCastTally(parser.header);
      for (const event of parsed) tally?.add(event);
      events += parsed.length;
      duration = parsed.at(-1)?.time ?? duration;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      damage = error;
    }
  };
  const file = await openRegular(path, { follow });
  damage = await noRecording(file);
  for await (const chunk of file.createReadStream({ highWaterMark: 256 * 1024 })) {
    if (!Buffer.isBuffer(chunk)) continue;
    digest.update(chunk);
    read(() => parser.push(decoder.write(chunk)));
  }
  const { passedOver } = parser;
  if (passedOver !== undefined) damage ??= new CastError(passedOver.first, passedOver.reason);
  read(() => {
    const last = parser.end();
    tornLine = last.torn?.line;
    return last.events;
  });
  return {
    facts: { ...digest.end(), ...(tally?.facts ?? nothing) },
    version: parser.header?.version,
    events,
    duration,
    ...(damage === undefined ? {} : { damage }),
    ...(tornLine === undefined ? {} : { tornLine }),
  };
}

const nothing = { sizes: [], moreSizes: 0, inputEvents: 0 };
