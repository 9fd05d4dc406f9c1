import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { Problem } from "@shared/contracts/problem";
import type { Verification } from "@shared/contracts/runs";
import { createCastParser } from "@shared/recordings/parse";
import type { Run } from "@shared/runs/project";
import type { GitPlace } from "../git/git";
import { readTrailer } from "../git/trailer";
import { eventLogName, type ReadEvents, readEvents } from "./event-log";
import { recordingName } from "./pty-host/recording-file";

type Check = Verification["checks"][number];

const passed = (text: string): Check => ({ ok: true, text });
const failed = (text: string): Check => ({ ok: false, text });
const verdict = (checks: Check[]): Verification => ({
  ok: checks.every(({ ok }) => ok),
  checks,
});

/**
 * Checks a finished run: its events' chain, and the recording against what the session's end says of it.
 * Never throws for what a file says or that it is missing: that is a check that failed.
 */
export async function verifyRunFolder(folder: string): Promise<Verification> {
  const checks: Check[] = [];
  let log: ReadEvents;
  try {
    log = await readEvents(folder);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return verdict([
      failed(error.message),
      ...(await checkCast(join(folder, recordingName))).checks,
    ]);
  }
  const count = log.events.length;
  checks.push(
    log.torn > 0
      ? failed(`The run's events end in the middle of a line, after ${count} whole ones.`)
      : passed(`The chain of the run's ${count} events is unbroken.`),
  );

  const end = log.events.findLast(({ event }) => event.type === "session-ended")?.event;
  const cast = await checkCast(join(folder, recordingName));
  if (end?.type !== "session-ended") {
    checks.push(
      failed("The run's events do not say how the session ended, so the recording is not sealed."),
    );
  } else if (cast.seal !== undefined) {
    const { digest, bytes } = cast.seal;
    checks.push(
      bytes === end.bytes
        ? passed(`The recording has the ${bytes} bytes that were recorded.`)
        : failed(`The recording has ${bytes} bytes; ${end.bytes} were recorded.`),
      digest === end.digest
        ? passed(`The recording's SHA-256 is the recorded one, ${digest}.`)
        : failed(
            `The recording was changed: its SHA-256 is ${digest}, recorded was ${end.digest}.`,
          ),
    );
  }
  return verdict([...checks, ...cast.checks]);
}

/** Checks a recording: as part of its run if the run's events lie beside it, on its own otherwise. */
export async function verifyCastFile(file: string): Promise<Verification> {
  const folder = dirname(file);
  if (basename(file) === recordingName && existsSync(join(folder, eventLogName)))
    return verifyRunFolder(folder);
  const { checks } = await checkCast(file);
  return verdict(checks);
}

interface CastCheck {
  readonly checks: Check[];
  /** Undefined when the file could not be read. */
  readonly seal?: { readonly digest: string; readonly bytes: number };
}

async function checkCast(path: string): Promise<CastCheck> {
  const hash = createHash("sha256");
  const decoder = new StringDecoder("utf8");
  const parser = createCastParser();
  let bytes = 0;
  let events = 0;
  let duration = 0;
  let damage: Problem | undefined;
  const read = (parse: () => ReturnType<typeof parser.push>) => {
    if (damage !== undefined) return;
    try {
      const parsed = parse();
      events += parsed.length;
      duration = parsed.at(-1)?.time ?? duration;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      damage = error;
    }
  };
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      if (!Buffer.isBuffer(chunk)) continue;
      hash.update(chunk);
      bytes += chunk.length;
      read(() => parser.push(decoder.write(chunk)));
    }
  } catch {
    return { checks: [failed("The recording is missing or cannot be read.")] };
  }
  let torn: number | undefined;
  read(() => {
    const last = parser.end();
    torn = last.torn?.line;
    return last.events;
  });
  const seal = { digest: hash.digest("hex"), bytes };
  if (damage !== undefined) return { seal, checks: [failed(damage.message)] };
  if (torn !== undefined)
    return { seal, checks: [failed(`The recording ends in the middle of line ${torn}.`)] };
  const text = `The recording is well-formed asciicast version ${parser.header?.version}: ${events} events in ${duration.toFixed(1)} s.`;
  return { seal, checks: [passed(text)] };
}

/**
 * Adds what the commit of an approved run says of its recording.
 * @param repo the repository that the run's commit is in
 */
export async function withTrailer(
  verified: Verification,
  { state }: Run,
  repo: GitPlace,
): Promise<Verification> {
  if (state.phase !== "approved") return verified;
  const said = await readTrailer(repo, state.commit, "Recording");
  const ok = said === `sha256:${state.recording.digest}`;
  const commit = state.commit.slice(0, 7);
  const text = ok
    ? `The commit ${commit} names the same recording.`
    : said === undefined
      ? `The commit ${commit} is not there, or names no recording.`
      : `The commit ${commit} names another recording, ${said}.`;
  return { ok: verified.ok && ok, checks: [...verified.checks, { ok, text }] };
}
