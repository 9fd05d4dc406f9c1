import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Problem } from "@shared/base/problem";
import type { Verification } from "@shared/contracts/runs";
import {
  differences,
  firstDifference,
  type Manifest,
  manifestOf,
  type Stretch,
  wantsManifest,
} from "@shared/recordings/manifest";
import type { RunEvent } from "@shared/runs/event";
import type { Run } from "@shared/runs/projection";
import { eventLogName, type ReadEvents, readEvents } from "../../run-folder/event-log";
import { exchangeFacts } from "../../run-folder/exchange-file";
import { type ReadManifest, readManifest } from "../../run-folder/manifest-file";
import { type MeasuredCast, measureCast } from "../../run-folder/measure-cast";
import { recordingName } from "../../run-folder/recording-file";
import { openRegular } from "../../system/regular-file";
import type { GitPlace } from "../git/git";
import { readTrailer } from "../git/trailer";
import type { Vouched } from "../runs/journal";
import { checkJournal } from "./verify-journal";

type Check = Verification["checks"][number];
type SessionEnded = Extract<RunEvent, { type: "session-ended" }>;

const passed = (text: string): Check => ({ ok: true, text });
const failed = (text: string): Check => ({ ok: false, text });
const verdict = (checks: Check[]): Verification => ({
  ok: checks.every(({ ok }) => ok),
  checks,
});

/**
 * Checks a finished run: the chain of its events, the recording against the event that ends the session, and the
 * manifest against both. A missing or invalid file gives a failed check and no exception.
 * @param vouched the app's journal of the run; undefined for another person's run
 */
export async function verifyRunFolder(folder: string, vouched?: Vouched): Promise<Verification> {
  const path = join(folder, recordingName);
  const cast = await measureCast(path).catch(() => undefined);
  let log: ReadEvents;
  try {
    log = await readEvents(folder);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return verdict([failed(error.message), ...checkForm(cast)]);
  }
  const manifest = await readManifest(folder);
  const ends = log.events.flatMap(({ event }) => (event.type === "session-ended" ? event : []));
  return verdict([
    ...checkChain(log, ends.length),
    ...(vouched === undefined ? [] : checkJournal(log, vouched)),
    ...(cast && ends[0] ? await checkSeal(path, cast, ends[0], manifest) : []),
    ...checkForm(cast),
    ...checkManifest(log, cast, manifest),
    ...checkExchange(ends[0], await exchangeFacts(folder)),
  ]);
}

/** Checks a recording: as part of its run if the run's events are in the same folder, otherwise by itself. */
export async function verifyCastFile(file: string): Promise<Verification> {
  const folder = dirname(file);
  if (basename(file) === recordingName && existsSync(join(folder, eventLogName)))
    return verifyRunFolder(folder);
  return verdict(checkForm(await measureCast(file, { follow: true }).catch(() => undefined)));
}

function checkChain({ lines, events, torn }: ReadEvents, ends: number): Check[] {
  const unknown = lines - events.length;
  const more = unknown === 0 ? "" : ` ${unknown} of a kind that this version does not know.`;
  const checks = [
    torn > 0
      ? failed(`The run's events end in the middle of a line, after ${lines} whole ones.`)
      : passed(`The chain of the run's ${lines} events is unbroken.${more}`),
  ];
  if (ends === 0)
    checks.push(
      failed("The run's events do not say how the session ended, so the recording is not sealed."),
    );
  if (ends > 1) checks.push(failed(`The run's events end the session ${ends} times.`));
  return checks;
}

async function checkSeal(
  path: string,
  { facts }: MeasuredCast,
  ended: SessionEnded,
  said: ReadManifest,
): Promise<Check[]> {
  const { bytes, digest } = facts;
  const cut =
    ended.cut === undefined ? "" : ` Before, ${ended.cut} of an unfinished line were cut.`;
  const size =
    bytes === ended.bytes
      ? passed(`The recording has the ${bytes} bytes that were recorded.${cut}`)
      : failed(`The recording has ${bytes} bytes; ${ended.bytes} were recorded.`);
  if (digest === ended.digest)
    return [size, passed(`The recording's SHA-256 is the recorded one, ${digest}.`)];
  const where =
    said.is === "read"
      ? await words(path, firstDifference(said.manifest.recording.beginnings, facts.beginnings))
      : "";
  return [
    size,
    failed(
      `The recording was changed${where}: its SHA-256 is ${digest}, recorded was ${ended.digest}.`,
    ),
  ];
}

/** Describes a range of a recording in bytes and in lines. */
async function words(path: string, { from, to }: Stretch): Promise<string> {
  let line = 1;
  let at = 0;
  let first = 1;
  const file = await openRegular(path);
  const end = (to ?? Number.MAX_SAFE_INTEGER) - 1;
  for await (const chunk of file.createReadStream({ end })) {
    if (!Buffer.isBuffer(chunk)) continue;
    for (let next = chunk.indexOf(10); next >= 0; next = chunk.indexOf(10, next + 1)) {
      line++;
      if (at + next < from) first = line;
    }
    at += chunk.length;
  }
  return to === undefined
    ? ` after byte ${from}, from line ${first} on`
    : ` between bytes ${from} and ${to}, lines ${first} to ${line}`;
}

/** A missing exchange is no failure, because copies for others leave it out. */
function checkExchange(
  ended: SessionEnded | undefined,
  found: Awaited<ReturnType<typeof exchangeFacts>>,
): Check[] {
  if (ended === undefined || found === undefined) return [];
  // The file of a confined run exists before its agent starts.
  if (ended.exchange === undefined && found.bytes === 0) return [];
  if (ended.exchange === undefined)
    return [failed("What the model answered is there, and the run's events do not vouch for it.")];
  return [
    ended.exchange.digest === found.digest
      ? passed("What the model answered is what was recorded.")
      : failed(
          `What the model answered was changed: its SHA-256 is ${found.digest}, recorded was ${ended.exchange.digest}.`,
        ),
  ];
}

function checkForm(cast: MeasuredCast | undefined): Check[] {
  if (cast === undefined) return [failed("The recording is missing or cannot be read.")];
  const { damage, tornLine, version, events, duration } = cast;
  if (damage !== undefined) return [failed(damage.message)];
  if (tornLine !== undefined)
    return [failed(`The recording ends in the middle of line ${tornLine}.`)];
  const text = `The recording is well-formed asciicast version ${version}: ${events} events in ${duration.toFixed(1)} s.`;
  return [passed(text)];
}

function checkManifest(
  log: ReadEvents,
  cast: MeasuredCast | undefined,
  said: ReadManifest,
): Check[] {
  if (said.is === "unreadable") return [failed(`The manifest ${said.reason}.`)];
  if (said.is === "missing") {
    // Without the event that ends the session another check has failed already.
    if (log.session === undefined) return [];
    return wantsManifest(log.events)
      ? [failed("The manifest is missing.")]
      : [passed("The run was recorded before runs had manifests, so there is none to check.")];
  }
  const found = cast && log.session ? manifestOf(log.events, cast.facts, log.session) : undefined;
  if (found === undefined)
    return [failed("The manifest says more than the recording and the events.")];
  return [agreement(said.manifest, found, said.sealed)];
}

function agreement(said: Manifest, found: Manifest, sealed: boolean): Check {
  const different = differences(said, found);
  if (different.length > 0)
    return failed(
      `The manifest differs from the recording and the events: ${different.join(", ")}.`,
    );
  return sealed
    ? passed("The manifest is whole, and says what the recording and the events say.")
    : failed("The manifest was changed: its hash is not that of what it says.");
}

/**
 * Adds a check of the digest in the commit of an approved run.
 * @param repo the repository that contains the commit
 */
export async function withTrailer(
  verified: Verification,
  { state, shared }: Run,
  repo: GitPlace,
): Promise<Verification> {
  if (state.phase !== "approved") return verified;
  const said = await readTrailer(repo, state.commit, "Recording");
  const ok = said === `sha256:${shared?.original.digest ?? state.recording.digest}`;
  const commit = state.commit.slice(0, 7);
  const text = ok
    ? `The commit ${commit} names the ${shared ? "recording that this redacted copy says it was made from" : "same recording"}.`
    : said === undefined
      ? `The commit ${commit} is not there, or names no recording.`
      : `The commit ${commit} names another recording, ${said}.`;
  return { ok: verified.ok && ok, checks: [...verified.checks, { ok, text }] };
}
