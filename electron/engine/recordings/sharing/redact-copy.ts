import { join } from "node:path";
import { CastError, type CastEvent, type CastHeader } from "@shared/recordings/asciicast";
import {
  addCounts,
  createRedactor,
  type RedactionRules,
  redactText,
} from "@shared/recordings/redact";
import { decide } from "@shared/runs/decide";
import type { LoggedEvent, Redaction, RunEvent } from "@shared/runs/event";
import { runCopied } from "@shared/runs/first-event";
import { hideEverywhere } from "@shared/runs/hide-secrets";
import { withoutMachine } from "@shared/runs/lease";
import { project } from "@shared/runs/projection";
import { eventLogName, readEvents, writeEventLog } from "../../../run-folder/event-log";
import { writeManifest } from "../../../run-folder/manifest-file";
import { readCast } from "../../../run-folder/read-cast";
import {
  createRecording,
  type RecordingFile,
  recordingName,
} from "../../../run-folder/recording-file";
import { createRoom } from "../../../run-folder/room";
import { hideOnScreens } from "../hide-on-screens";

/** Seconds without output after which held-back output is written, the same as during recording. */
const quiet = 0.04;

export interface CopyOptions {
  readonly rules: RedactionRules;
  /** The name of the sharing person, for the copy's last event. */
  readonly by: string;
  readonly signal: AbortSignal;
  progress(part: number): void;
}

/**
 * Copies a finished run for others. Secrets are hidden by the current rules; the copy's chain and manifest are new
 * and name the original. Left out are events of kinds that this version does not know, because it cannot redact
 * them, and the paths of files on this machine.
 * @param into an empty folder
 * @returns the numbers of secrets that the copy hides and the original does not
 * @throws {Problem} `recording-damaged`, `file-missing`; the signal's reason
 */
export async function redactCopy(
  folder: string,
  into: string,
  { rules, by, signal, progress }: CopyOptions,
): Promise<Redaction> {
  const { events, session } = await readEvents(folder);
  let counts = {};
  const hide = (text: string) => {
    const redacted = redactText(rules, text);
    counts = addCounts(counts, redacted.counts);
    return redacted.text;
  };
  const copied: Moment[] = events.map(({ at, time, event }) => ({
    at,
    ...(time === undefined ? {} : { time }),
    event: withoutPlaces(hideEverywhere(event, hide)),
  }));
  const recording = await copyCast(folder, into, hide, { rules, signal, progress });
  counts = addCounts(counts, recording.counts);
  const redaction: Redaction = { applied: true, counts };
  const final = copied.map((moment) => ({
    ...moment,
    event: resealed(moment.event, recording, counts),
  }));
  const ended = events.flatMap(({ event }) => (event.type === "session-ended" ? event : []))[0];
  if (ended === undefined || session === undefined)
    throw new Error("Only a run whose session is over is copied.");
  const original = { digest: ended.digest, bytes: ended.bytes, events: session.digest };
  const run = project(events);
  if (run === undefined) throw new Error("A run whose log does not begin is not copied.");
  const event = decide(run, { type: "share", by, original, redaction });
  final.push({ at: new Date().toISOString(), event });
  await writeEventLog(join(into, eventLogName), final);
  await writeManifest(into);
  return redaction;
}

type Moment = Pick<LoggedEvent, "at" | "time" | "event">;

interface CopiedCast {
  readonly digest: string;
  readonly bytes: number;
  readonly counts: Readonly<Record<string, number>>;
}

async function copyCast(
  folder: string,
  into: string,
  hide: (text: string) => string,
  { rules, signal, progress }: Omit<CopyOptions, "by">,
): Promise<CopiedCast> {
  let file: RecordingFile | undefined;
  const output = createRedactor(rules);
  const input = createRedactor(rules);
  // A person waits for the copy, so a full disk is reported at once. A recorder would wait for space.
  const room = createRoom(() => undefined);
  room.giveUp();
  const streams = [
    { code: "o", redactor: output },
    { code: "i", redactor: input },
  ] as const;
  let last = 0;

  function begin({ version: _, title, command, ...rest }: CastHeader) {
    output.resize(rest.cols);
    const texts = {
      ...(title === undefined ? {} : { title: hide(title) }),
      ...(command === undefined ? {} : { command: hide(command) }),
    };
    return createRecording(
      join(into, recordingName),
      { ...rest, ...texts },
      { room, onChange() {} },
    );
  }

  function add(to: RecordingFile, event: CastEvent) {
    const silent = event.time - last > quiet;
    for (const { code, redactor } of streams)
      if (redactor.holding && (silent || event.code === "x"))
        to.add({ time: Math.min(last + quiet, event.time), code, data: redactor.flush() });
    last = event.time;
    if (event.code === "o" || event.code === "i") {
      const data = (event.code === "o" ? output : input).push(event.data);
      if (data !== "") to.add({ ...event, data });
    } else if (event.code === "m") to.add({ ...event, label: hide(event.label) });
    else {
      if (event.code === "r") output.resize(event.cols);
      to.add(event);
    }
  }

  try {
    const source = readCast(join(folder, recordingName), signal, progress);
    for await (const { header, events } of source) {
      file ??= await begin(header);
      for (const event of events) add(file, event);
      await file.flush();
      if (file.failure !== undefined) throw file.failure;
    }
    if (file === undefined) throw new CastError(1, "is no asciicast header");
    for (const { code, redactor } of streams)
      if (redactor.holding) file.add({ time: last, code, data: redactor.flush() });
    const sealed = await file.seal();
    const { secrets, facts } = await hideOnScreens(join(into, recordingName), rules, signal);
    const { digest, bytes } = facts ?? sealed;
    const onScreen = secrets === 0 ? {} : { "on-screen": secrets };
    return { digest, bytes, counts: addCounts(output.counts, input.counts, onScreen) };
  } catch (error) {
    await file?.seal().catch(() => undefined);
    throw error;
  }
}

/** Removes the paths of the run's files on this machine, and the name of the machine. */
function withoutPlaces(event: RunEvent): RunEvent {
  switch (event.type) {
    case "run-created":
      return runCopied(event);
    case "session-started":
    case "lease-renewed":
      return { ...event, owner: withoutMachine(event.owner) };
    default:
      return event;
  }
}

function resealed(event: RunEvent, { digest, bytes }: CopiedCast, more: object): RunEvent {
  if (event.type !== "session-ended") return event;
  const before = event.redaction?.counts ?? {};
  const counts = addCounts(before, { ...more });
  return { ...event, digest, bytes, redaction: { applied: true, counts } };
}
